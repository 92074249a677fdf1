using System.Text;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.Extensions.Primitives;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>Text as a header carries it: itself where a header can, else between markers in Base64.</summary>
internal static class HeaderText
{
    private const string Begin = "=?base64?";
    private const string End = "?=";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The one value of a header, decoded; <see langword="null"/> when the header is missing.</summary>
    public static string? Read(string name, StringValues values) => values.Count switch
    {
        0 => null,
        1 => Decode(name, values[0]!),
        _ => throw RpcException.HeaderMismatch($"{name} came more than once."),
    };

    private static string Decode(string name, string value)
    {
        if (value.Any(c => c is not ('\t' or (>= ' ' and <= '~'))))
        {
            throw RpcException.HeaderMismatch($"{name} holds characters a header must not.");
        }

        var isEncoded = value.StartsWith(Begin, StringComparison.Ordinal) && value[Begin.Length..].EndsWith(End, StringComparison.Ordinal);
        return isEncoded ? DecodeBase64(name, value[Begin.Length..^End.Length]) : value;
    }

    private static string DecodeBase64(string name, string encoded)
    {
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(encoded));

            // .NET overlooks white space in Base64, and bits beyond the last byte.
            return Convert.ToBase64String(StrictUtf8.GetBytes(text)) == encoded ? text : throw new FormatException();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw RpcException.HeaderMismatch($"{name} is not Base64 of UTF-8.");
        }
    }
}
