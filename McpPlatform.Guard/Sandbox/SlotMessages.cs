using System.Text.Json.Serialization;

namespace McpPlatform.Guard.Sandbox;

/// <summary>
/// What the host says to a slot. <c>prepare</c> (body: the JavaScript engine) is answered by <c>ready</c>, <c>load</c> (body: code) by <c>loaded</c>,
/// <c>call</c> (body: arguments) by <c>result</c>, <c>missing</c> when the slot has no such tool, or any number of <c>ask</c>, each of which waits
/// for one <c>answer</c> (body: JSON, or the sentence that refuses). <c>check</c> is a call that ends before the tool is called. Everything may be
/// answered by <c>failed</c>.
/// </summary>
internal sealed record HostMessage(string Do)
{
    /// <summary>Digest and limit of memory: a module is kept with its limit.</summary>
    public string? Tool { get; init; }

    public string? Kind { get; init; }

    public string? Tenant { get; init; }

    public int Memory { get; init; }

    public int Output { get; init; }

    /// <summary>Names of the host functions the tool is granted.</summary>
    public IReadOnlyList<string>? Host { get; init; }

    public int Id { get; init; }

    public bool Granted { get; init; }
}

/// <summary>What a slot says to its host.</summary>
internal sealed record SlotMessage(string Did)
{
    /// <summary>Why a call failed: <c>memory</c>, <c>output</c>, <c>failed</c>, <c>trapped</c>, <c>refused</c> or <c>invalid</c>.</summary>
    public string? Why { get; init; }

    public string? Message { get; init; }

    /// <summary>Processor time of the process so far, in microseconds.</summary>
    public long Cpu { get; init; }

    public int Id { get; init; }

    /// <summary>The host function that is asked.</summary>
    public string? Name { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostMessage))]
[JsonSerializable(typeof(SlotMessage))]
[JsonSerializable(typeof(HttpQuestion))]
[JsonSerializable(typeof(HttpAnswer))]
[JsonSerializable(typeof(string))]
internal sealed partial class SlotJson : JsonSerializerContext;
