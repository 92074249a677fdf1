using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Connectors;

/// <summary>Who can do something about a failure, and so whether to try again.</summary>
[JsonConverter(typeof(SnakeCaseEnum<FailureClass>))]
public enum FailureClass
{
    /// <summary>May pass by itself: the network, a restart, a lock. Tried again with backoff.</summary>
    Transient,

    /// <summary>A person must change something: a password, a plan, a file. Not tried again.</summary>
    Configuration,

    /// <summary>A defect of the platform or a connector. Tried again a few times, then reported.</summary>
    System,
}
