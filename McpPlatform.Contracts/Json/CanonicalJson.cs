using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpPlatform.Contracts.Json;

/// <summary>The JSON Canonicalization Scheme, RFC 8785: one byte sequence for one value.</summary>
public static class CanonicalJson
{
    /// <summary>Writes a value in canonical form.</summary>
    /// <param name="node">The value; <see langword="null"/> is JSON null.</param>
    /// <returns>UTF-8 bytes.</returns>
    /// <exception cref="JsonException">A number that is not finite in IEEE 754 double precision (RFC 8785 section 3.2.2.3).</exception>
    public static byte[] Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                AppendObject(text, map);
                break;
            case JsonArray list:
                AppendArray(text, list);
                break;
            default:
                AppendValue(text, node);
                break;
        }
    }

    // Section 3.2.3: sorted by UTF-16 code units, which is what ordinal comparison does.
    private static void AppendObject(StringBuilder text, JsonObject map)
    {
        text.Append('{');
        var first = true;
        foreach (var (name, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.Append(first ? "" : ",");
            first = false;
            AppendString(text, name);
            text.Append(':');
            Append(text, value);
        }

        text.Append('}');
    }

    private static void AppendArray(StringBuilder text, JsonArray list)
    {
        text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Append(text, list[i]);
        }

        text.Append(']');
    }

    private static void AppendValue(StringBuilder text, JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(Number(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)));
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    // Section 3.2.2.2: only the quote, the backslash and control characters are escaped.
    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    // Section 3.2.2.3: ECMAScript's Number::toString. .NET's shortest digits are the same; only their layout differs.
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("A number is too large for canonical JSON (RFC 8785 section 3.2.2.3).");
        }

        if (value == 0)
        {
            return "0";
        }

        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        return (value < 0 ? "-" : "") + Layout(Digits(shortest), Point(shortest));
    }

    private static string Digits(string shortest)
    {
        var mantissa = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal);
        var digits = mantissa.TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static int Point(string shortest)
    {
        var split = shortest.Split('E');
        var mantissa = split[0];
        var exponent = split.Length == 2 ? int.Parse(split[1], CultureInfo.InvariantCulture) : 0;
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        if (whole.TrimStart('0').Length > 0)
        {
            return whole.TrimStart('0').Length + exponent;
        }

        var fraction = dot < 0 ? "" : mantissa[(dot + 1)..];
        return exponent - (fraction.Length - fraction.TrimStart('0').Length);
    }

    private static string Layout(string digits, int point) => point switch
    {
        > 21 => Scientific(digits, point - 1),
        > 0 when digits.Length <= point => digits.PadRight(point, '0'),
        > 0 => $"{digits[..point]}.{digits[point..]}",
        > -6 => "0." + new string('0', -point) + digits,
        _ => Scientific(digits, point - 1),
    };

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
    }
}
