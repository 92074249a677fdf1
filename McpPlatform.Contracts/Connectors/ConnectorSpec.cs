using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Connectors;

/// <summary>What a kind of connector is and which options it takes: the row of the connector registry.</summary>
public sealed record ConnectorSpec
{
    /// <summary>Short name, such as <c>postgres</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people, such as <c>PostgreSQL</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Version of the connector.</summary>
    public required string Version { get; init; }

    /// <summary>The options of a connection, in the order of a form.</summary>
    public required IReadOnlyList<ConnectorOption> Options { get; init; }

    /// <summary>Whether streams can be read.</summary>
    public required bool CanRead { get; init; }

    /// <summary>Modes it can write; empty when it cannot be a destination.</summary>
    public required IReadOnlyList<SyncMode> WriteModes { get; init; }

    /// <summary>Guarantee as a destination.</summary>
    public required DeliveryGuarantee Delivery { get; init; }

    /// <summary>Whether it takes native PostgreSQL values in their binary form.</summary>
    public bool AcceptsNative { get; init; }

    /// <summary>Destinations: whether several lanes may stage one stream side by side, see <see cref="WriteRequest.Lane"/>.</summary>
    public bool StagesInLanes { get; init; }
}

/// <summary>One option of a connector.</summary>
/// <param name="Name">Key in the connection's options.</param>
/// <param name="Title">Label of the form field.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Default">Value used when left out; <see langword="null"/> for none.</param>
/// <param name="Help">One sentence of help.</param>
public sealed record ConnectorOption(
    string Name, string Title, OptionKind Kind, bool Required,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Default, string Help);

/// <summary>What the value of a <see cref="ConnectorOption"/> is.</summary>
[JsonConverter(typeof(SnakeCaseEnum<OptionKind>))]
public enum OptionKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A secret: stored by the secret service and kept as a reference <c>secret://name</c>.</summary>
    Secret,
}
