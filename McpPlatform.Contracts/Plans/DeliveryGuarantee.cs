using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>How often a row can arrive when something fails on the way.</summary>
[JsonConverter(typeof(SnakeCaseEnum<DeliveryGuarantee>))]
public enum DeliveryGuarantee
{
    /// <summary>Once: rows and the record of what was committed change in one transaction.</summary>
    ExactlyOnce,

    /// <summary>Once or more: the destination has no transactions.</summary>
    AtLeastOnce,
}
