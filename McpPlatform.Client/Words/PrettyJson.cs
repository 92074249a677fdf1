using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client.Words;

/// <summary>Objects of the API as JSON that a person can read: indented, letters of all languages as they are.</summary>
public static class PrettyJson
{
    private static readonly ContractsJson Indented = new(new JsonSerializerOptions(ContractsJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes an object; its type is one of <see cref="ContractsJson"/>.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="value">The object.</param>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T))!);
}
