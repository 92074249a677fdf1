using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Core;

namespace McpPlatform.Worker.Internal;

/// <summary>Reads request bodies.</summary>
internal static class Bodies
{
    /// <summary>Reads a body that must be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="InvalidInputException">It is missing or malformed.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        await ReadOptionalAsync(context, type) ?? throw new InvalidInputException("The request has no body.");

    /// <summary>Reads a body that may be left out.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="InvalidInputException">It is malformed.</exception>
    public static async Task<T?> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentLength == 0 || (context.Request.ContentLength is null && !context.Request.Headers.TransferEncoding.Any()))
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"The body cannot be read: {e.Message}");
        }
    }
}
