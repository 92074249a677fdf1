using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Contracts.Json;

/// <summary>Writes an enum as its <c>snake_case</c> name and refuses numbers and unknown names.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class SnakeCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
