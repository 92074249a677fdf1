using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Contracts;

public sealed class ContractsJsonTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Types that have a value which may be absent: absent members must not be missed when they are read back.</summary>
    public static TheoryData<string> Records => [.. typeof(RunInfo).Assembly.GetExportedTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && t.GetMethod("<Clone>$") is not null)
        .Where(t => ContractsJson.Default.GetTypeInfo(t) is { Kind: JsonTypeInfoKind.Object })
        .Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_without_its_optional_values_survives_JSON(string name)
    {
        var type = typeof(RunInfo).Assembly.GetType(name, throwOnError: true)!;
        var value = Bare(type, 0);
        var info = ContractsJson.Default.GetTypeInfo(type)!;

        var json = JsonSerializer.Serialize(value, info);

        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, info), info).ShouldBe(json);
    }

    /// <summary>An instance with nothing in it that may be left out.</summary>
    private static object? Bare(Type type, int depth) => type switch
    {
        _ when depth > 8 => null,
        _ when type == typeof(string) => "x",
        _ when type == typeof(JsonElement) => JsonElement.Parse("{}"),
        _ when type == typeof(McpPlatform.Contracts.Connectors.ColumnType) => McpPlatform.Contracts.Connectors.ColumnType.Text,
        _ when type == typeof(McpPlatform.Contracts.Plans.Transform) => new McpPlatform.Contracts.Plans.RenameTransform("a", "b"),
        { IsValueType: true } => Activator.CreateInstance(type),
        { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
            Array.CreateInstance(type.GetGenericArguments()[0], 0),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
            Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments())),
        _ => BareRecord(type, depth),
    };

    private static object BareRecord(Type type, int depth)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var arguments = constructor.GetParameters()
            .Select(p => Nullability.Create(p).WriteState == NullabilityState.Nullable ? null : Bare(p.ParameterType, depth + 1)).ToArray();
        var value = constructor.Invoke(arguments);
        foreach (var property in type.GetProperties().Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null))
        {
            property.SetValue(value, Bare(property.PropertyType, depth + 1));
        }

        return value;
    }
}
