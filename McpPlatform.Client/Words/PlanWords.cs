using System.Text.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Client.Words;

/// <summary>The parts of a plan as sentences for a person.</summary>
public static class PlanWords
{
    /// <summary>What a mode does, in a few words.</summary>
    /// <param name="mode">The mode.</param>
    public static string Mode(SyncMode mode) => mode switch
    {
        SyncMode.FullRefreshOverwrite => "Replace everything",
        SyncMode.FullRefreshAppend => "Add all rows",
        SyncMode.IncrementalAppend => "Add new rows",
        _ => "Update by key",
    };

    /// <summary>How a stream's rows meet what is there: <c>Takes the rows that are new by “updated_at” and keeps the newest of each “id”.</c></summary>
    /// <param name="stream">The stream.</param>
    public static string How(StreamPlan stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SyncMode switch
        {
            SyncMode.FullRefreshOverwrite => "Reads everything and replaces the target in one step.",
            SyncMode.FullRefreshAppend => "Reads everything and adds it to the target.",
            SyncMode.IncrementalAppend => $"Takes the rows that are new by “{stream.CursorField}” and adds them.",
            _ => $"Takes the rows that are new by “{stream.CursorField}” and keeps the newest of each {Names(stream.PrimaryKey)}.",
        };
    }

    /// <summary>Which columns are taken.</summary>
    /// <param name="stream">The stream.</param>
    public static string Columns(StreamPlan stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SelectedFields.Count == 0 ? "Takes all columns." : $"Takes {Names(stream.SelectedFields)}.";
    }

    /// <summary>What a transform does: <c>Keeps rows where “country” is “DE”.</c></summary>
    /// <param name="transform">The transform.</param>
    public static string Of(Transform transform) => transform switch
    {
        RenameTransform rename => $"Renames “{rename.From}” to “{rename.To}”.",
        CastTransform cast => $"Turns “{cast.Column}” into {cast.Type}; rows that cannot be turned are set aside.",
        MaskTransform { Method: MaskMethod.Redact } mask => $"Hides “{mask.Column}”.",
        MaskTransform { Method: MaskMethod.Hash } mask => $"Replaces “{mask.Column}” by a hash; equal values stay equal.",
        MaskTransform { Method: MaskMethod.Detect, Column: { } column } => $"Hides personal data and secrets that are found in “{column}”.",
        MaskTransform { Method: MaskMethod.Detect } => "Hides personal data and secrets that are found in any text.",
        MaskTransform mask => $"Hides all but the last four characters of “{mask.Column}”.",
        FilterTransform filter => $"Keeps rows where “{filter.Column}” {Comparison(filter)}.",
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "There are no words for this transform."),
    };

    /// <summary>What happens when the source's schema changes.</summary>
    /// <param name="policy">The policy.</param>
    public static string Of(SchemaPolicy policy) => policy switch
    {
        SchemaPolicy.Evolve => "New columns are added when the source changes.",
        SchemaPolicy.Freeze => "The run stops when the source's columns change.",
        SchemaPolicy.DiscardField => "Values of new columns are left out and counted.",
        _ => "Rows with values in new columns are left out and counted.",
    };

    /// <summary>How often a row can arrive.</summary>
    /// <param name="guarantee">The guarantee.</param>
    public static string Of(DeliveryGuarantee guarantee) => guarantee == DeliveryGuarantee.ExactlyOnce
        ? "Every row arrives exactly once, also after a crash."
        : "Every row arrives at least once; after a crash some may arrive twice.";

    private static string Comparison(FilterTransform filter) => filter.Op switch
    {
        FilterOperator.Eq => $"is {Value(filter.Value)}",
        FilterOperator.Ne => $"is not {Value(filter.Value)}",
        FilterOperator.Lt => $"is less than {Value(filter.Value)}",
        FilterOperator.Le => $"is at most {Value(filter.Value)}",
        FilterOperator.Gt => $"is greater than {Value(filter.Value)}",
        FilterOperator.Ge => $"is at least {Value(filter.Value)}",
        FilterOperator.In => $"is one of {Value(filter.Value)}",
        FilterOperator.Contains => $"contains {Value(filter.Value)}",
        FilterOperator.IsNull => "has no value",
        _ => "has a value",
    };

    private static string Value(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => $"“{text.GetString()}”",
        { ValueKind: JsonValueKind.Array } list => string.Join(", ", list.EnumerateArray().Select(item => Value(item))),
        { } other => other.GetRawText(),
        null => "nothing",
    };

    private static string Names(IReadOnlyList<string> names)
    {
        var quoted = names.Select(name => $"“{name}”").ToArray();
        return quoted.Length <= 1 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}";
    }
}
