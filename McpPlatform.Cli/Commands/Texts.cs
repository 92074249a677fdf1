namespace McpPlatform.Cli.Commands;

/// <summary>Reads values that are written as words.</summary>
internal static class Texts
{
    /// <summary>Reads <c>FIELD=VALUE</c> pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <exception cref="CliException">One has no <c>=</c>.</exception>
    public static Dictionary<string, string> Pairs(IEnumerable<string>? pairs)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in pairs ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CliException($"'{pair}' is not NAME=VALUE.");
            }

            values[pair[..at]] = pair[(at + 1)..];
        }

        return values;
    }

    /// <summary>Reads a dataset's name, <c>connection/target</c>.</summary>
    /// <param name="dataset">The name.</param>
    /// <exception cref="CliException">It has no <c>/</c>.</exception>
    public static (string Connection, string Target) Dataset(string dataset)
    {
        var at = dataset.IndexOf('/', StringComparison.Ordinal);
        return at > 0 && at < dataset.Length - 1
            ? (dataset[..at], dataset[(at + 1)..])
            : throw new CliException($"'{dataset}' is not CONNECTION/TARGET, such as warehouse/airports. See 'mcpp datasets'.");
    }

    /// <summary>What a scope allows, as a verb.</summary>
    /// <param name="scope">The scope.</param>
    public static string May(Contracts.Api.Scope scope) =>
        scope == Contracts.Api.Scope.Admin ? "administer" : scope.ToString().ToLowerInvariant();

    /// <summary>A name of the API, in <c>snake_case</c>.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="value">The value.</param>
    public static string Snake<TEnum>(TEnum value)
        where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>A short span of time: <c>12.4 ms</c>.</summary>
    /// <param name="microseconds">The span.</param>
    public static string Milliseconds(long microseconds) =>
        (microseconds / 1_000.0).ToString("#,0.0 'ms'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads a moment; UTC where it says nothing else.</summary>
    /// <param name="text">The text; <see langword="null"/> for none.</param>
    /// <exception cref="CliException">It is none.</exception>
    public static DateTimeOffset? Moment(string? text) => text is null ? null
        : DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw new CliException($"'{text}' is no moment. Write it like 2026-01-05 or 2026-01-05T06:30:00Z.");

    /// <summary>Reads a moment, or how long ago it is: <c>7d</c>, <c>12h</c>, <c>30m</c>.</summary>
    /// <param name="text">The text; <see langword="null"/> for none.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="CliException">It is neither.</exception>
    public static DateTimeOffset? Since(string? text, DateTimeOffset now) =>
        text is [.. var digits, 'd' or 'h' or 'm'] && int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count)
            && count <= 36_500
            ? now - (text[^1] switch { 'd' => TimeSpan.FromDays(count), 'h' => TimeSpan.FromHours(count), _ => TimeSpan.FromMinutes(count) })
            : Moment(text);

    /// <summary>A moment, to the minute.</summary>
    /// <param name="at">The moment.</param>
    public static string When(DateTimeOffset? at) =>
        at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
