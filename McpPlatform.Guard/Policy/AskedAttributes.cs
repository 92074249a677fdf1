using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// What the policies of a slice were told, for the audit: <c>action</c>, <c>allowed</c> (by the policies, whatever came after), <c>kind</c> of the
/// principal, and <c>read</c>, the attributes by the names that <see cref="PolicyReads.Names"/> gives them, null where the request had none.
/// <c>inexact</c> names those that were masked or cut.
/// </summary>
internal sealed class AskedAttributes(PolicySlice slice, DecisionKey key, bool allowed) : RequestAttributes
{
    private const int MostBytes = 2_048;
    private const int LongestText = 200;
    private const char Cut = '…';
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override string Write(IAttributeMask mask, string tenant)
    {
        var bytes = Write((name, text) => Shorten(mask.Mask(tenant, name, text)));
        return Encoding.UTF8.GetString(bytes.WrittenCount <= MostBytes ? bytes.WrittenSpan : Write(null, bytes.WrittenCount).WrittenSpan);
    }

    private ArrayBufferWriter<byte> Write(Func<string, string, string>? mask, int tooMany = 0)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(bytes, Compact);
        json.WriteStartObject();
        json.WriteString("action"u8, slice.Action);
        json.WriteBoolean("allowed"u8, allowed);
        json.WriteString("kind"u8, QuestionParts.Lower(key.Kind));
        if (mask is null)
        {
            json.WriteString("leftOut"u8, $"{tooMany} bytes, more than the {MostBytes} that are kept");
        }
        else
        {
            WriteRead(json, new AskedText(json, mask));
        }

        json.WriteEndObject();
        json.Flush();
        return bytes;
    }

    private void WriteRead(Utf8JsonWriter json, AskedText text)
    {
        json.WriteStartObject("read"u8);
        foreach (var attribute in Enum.GetValues<PolicyAttributes>().Where(a => a != PolicyAttributes.None && slice.Reads.Has(a)))
        {
            WriteAttribute(json, text, attribute, PolicyReads.NameOf(attribute));
        }

        foreach (var path in slice.Reads.Arguments)
        {
            text.Write(PolicyReads.NameOf(path), path[(path.LastIndexOf('.') + 1)..], key.Arguments.Values.FirstOrDefault(a => a.Path == path));
        }

        json.WriteEndObject();
        if (text.Inexact.Count > 0)
        {
            json.WriteTexts("inexact", text.Inexact);
        }
    }

    private void WriteAttribute(Utf8JsonWriter json, AskedText text, PolicyAttributes attribute, string name)
    {
        switch (attribute)
        {
            case PolicyAttributes.Roles:
                json.WriteTexts(name, ActingRoles.Values<Role>(key.Roles).Select(QuestionParts.Lower));
                break;
            case PolicyAttributes.Scopes:
                json.WriteTexts(name, ActingRoles.Values<Scope>(key.Scopes).Select(QuestionParts.Lower));
                break;
            case PolicyAttributes.Time:
                json.WriteString(name, DateTimeOffset.FromUnixTimeSeconds(key.Minute * 60).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                text.Write(name, "", TextOf(attribute));
                break;
        }
    }

    private string? TextOf(PolicyAttributes attribute) => attribute switch
    {
        PolicyAttributes.PrincipalId => key.PrincipalId,
        PolicyAttributes.PrincipalName => key.PrincipalName,
        PolicyAttributes.ResourceId => key.ResourceId,
        PolicyAttributes.ResourceType => key.ResourceType,
        PolicyAttributes.Risk => key.Risk is { } risk ? QuestionParts.Lower(risk) : null,
        PolicyAttributes.Tags => key.Tags,
        PolicyAttributes.Owner => key.Owner,
        PolicyAttributes.Upstream => key.Upstream,
        PolicyAttributes.Transport => key.Transport,
        _ => key.Certificate,
    };

    private static string Shorten(string text)
    {
        var length = text.Length <= LongestText ? text.Length : char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return length == text.Length ? text : text[..length] + Cut;
    }
}

/// <summary>Writes texts as they may be kept, and notes which of them are not what they were.</summary>
internal sealed class AskedText(Utf8JsonWriter json, Func<string, string, string> mask)
{
    /// <summary>Names of those that are not what they were.</summary>
    public List<string> Inexact { get; } = [];

    public void Write(string name, string label, string? text)
    {
        if (text is null)
        {
            json.WriteNull(name);
        }
        else
        {
            WriteMasked(name, mask(label, text), text);
        }
    }

    public void Write(string name, string label, ArgumentValue? argument)
    {
        if (argument is { Number: not null } && mask(label, argument.Text) == argument.Text)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(argument.Text);
        }
        else
        {
            Write(name, label, argument?.Text);
        }
    }

    // As bytes: agents choose texts, and halves of characters are replaced in them.
    private void WriteMasked(string name, string masked, string text)
    {
        json.WriteString(name, Encoding.UTF8.GetBytes(masked));
        if (masked != text)
        {
            Inexact.Add(name);
        }
    }
}
