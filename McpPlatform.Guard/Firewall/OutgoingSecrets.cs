using System.Text.Json;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Guard.Firewall;

/// <summary>Finds secrets in arguments that a tool would carry out: keys, tokens and private keys that can be told from anything else. It is not for several threads at once.</summary>
public sealed class OutgoingSecrets
{
    [ThreadStatic]
    private static OutgoingSecrets? ofThread;

    private readonly TextScanner scanner = new(new DetectorSet([Detectors.PrivateKey, Detectors.ApiKey, Detectors.Token]) { AtLeast = Confidence.High });

    /// <summary>The one of the current thread; it must not be kept across an await.</summary>
    public static OutgoingSecrets OfThread => ofThread ??= new OutgoingSecrets();

    /// <summary>Looks at the strings of a JSON object.</summary>
    /// <param name="arguments">The object, in UTF-8; empty for none.</param>
    /// <returns>The first secret; <see langword="null"/> for none.</returns>
    public LocatedThreat? Find(ReadOnlySpan<byte> arguments)
    {
        var reader = new Utf8JsonReader(arguments, new JsonReaderOptions { MaxDepth = 128 });
        while (!arguments.IsEmpty && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && scanner.Scan(reader.ValueSpan) is [var secret, ..])
            {
                return new LocatedThreat(Walk(arguments, reader.TokenStartIndex).Pointer(arguments), new Threat(ThreatKind.Exfiltration, ThreatSeverity.Warning, Messages.Out, secret.Start, secret.Length));
            }
        }

        return null;
    }

    // The place is worked out only once there is something to say.
    private static JsonPlace Walk(ReadOnlySpan<byte> json, long until)
    {
        var place = new JsonPlace();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        while (reader.Read())
        {
            place.Move(ref reader);
            if (reader.TokenStartIndex == until)
            {
                break;
            }
        }

        return place;
    }
}
