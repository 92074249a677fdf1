using System.Buffers;
using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Redacts what an agent hears, by the rules of its tenant and of the policies that allowed its call, and counts what was hidden.</summary>
internal sealed class MessageRedaction(IRedaction redaction)
{
    /// <summary>Redacts a message that belongs to a call.</summary>
    public Redacted Redact(Call call, ReadOnlyMemory<byte> json, JsonPlaces places)
    {
        if (json.IsEmpty || !TryRent(call, out var rented))
        {
            return new Redacted(json, null);
        }

        using var redactor = rented;
        return Counted(call, Redacted.Of(redactor, redactor.Json.Redact(json, places, redactor.Report)));
    }

    /// <summary>Redacts a message that belongs to no call.</summary>
    public Redacted Redact(string tenant, ReadOnlyMemory<byte> json, JsonPlaces places)
    {
        if (json.IsEmpty)
        {
            return new Redacted(json, null);
        }

        using var redactor = redaction.Rent(tenant);
        var redacted = Redacted.Of(redactor, redactor.Json.Redact(json, places, redactor.Report));
        GatewayTelemetry.Redacted(tenant, redacted.Hidden);
        return redacted;
    }

    /// <summary>Redacts the error that a call ends with: its sentence and its data.</summary>
    public McpError Redact(Call call, McpError error)
    {
        if (!TryRent(call, out var rented))
        {
            return error;
        }

        using var redactor = rented;
        var message = Redact(redactor, error.Message);
        var data = error.Data.IsEmpty ? default : redactor.Json.Redact(error.Data, AnswerTexts.ErrorData, redactor.Report);
        return Counted(call, Redacted.Of(redactor, data)) switch
        {
            { Blocked: { } kind } => new McpError(error.Code, kind.Refusal("error")),
            { Hidden: null } => error,
            _ => error with { Message = message, Data = data },
        };
    }

    private static string Redact(Redactor redactor, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        return redactor.Text.TryRedact(Encoding.UTF8.GetBytes(text), default, redactor.Report, output) ? Encoding.UTF8.GetString(output.WrittenSpan) : text;
    }

    private static Redacted Counted(Call call, Redacted redacted)
    {
        if (redacted.Hidden is { Count: > 0 } hidden)
        {
            call.AddRedactions(hidden.Values.Sum());
            GatewayTelemetry.Redacted(call.By.Tenant, hidden);
        }

        return redacted;
    }

    private bool TryRent(Call call, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Redactor? redactor)
    {
        var change = ChangeOf(call);
        redactor = change switch { null => redaction.Rent(call.By.Tenant), { IsOff: true } => null, _ => redaction.Rent(call.By.Tenant, change) };
        return redactor is not null;
    }

    private static RedactionChange? ChangeOf(Call call)
    {
        RedactionChange? change = null;
        var obligations = call.Decision.Obligations;
        for (var at = 0; at < obligations.Count; at++)
        {
            if (obligations[at] is RedactAnswer redact)
            {
                change = change?.And(redact.Change) ?? redact.Change;
            }
        }

        return change;
    }
}
