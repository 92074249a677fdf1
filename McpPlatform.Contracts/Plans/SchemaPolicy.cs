using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>What to do when the source's schema differs from the last one committed.</summary>
[JsonConverter(typeof(SnakeCaseEnum<SchemaPolicy>))]
public enum SchemaPolicy
{
    /// <summary>Add new columns and widen types.</summary>
    Evolve,

    /// <summary>Fail the run and say what changed.</summary>
    Freeze,

    /// <summary>Leave values of unknown columns out; each is counted.</summary>
    DiscardField,

    /// <summary>Leave out rows that have a value in an unknown column; each is counted as discarded.</summary>
    DiscardRow,
}
