namespace McpPlatform.Benchmarks.Measuring;

/// <summary>Reads <c>--name value</c> out of a command line.</summary>
internal static class CommandWords
{
    public static string? Text(this string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    public static int Number(this string[] args, string name, int otherwise) => int.TryParse(args.Text(name), out var value) ? value : otherwise;
}
