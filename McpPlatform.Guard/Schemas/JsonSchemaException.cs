namespace McpPlatform.Guard.Schemas;

/// <summary>A schema cannot be used.</summary>
/// <param name="location">Where in the schema: a JSON pointer (RFC 6901) below the address of its document; empty for the whole schema.</param>
/// <param name="problem">What is wrong there, such as "'type' must be the name of a type". A sentence without its full stop.</param>
public sealed class JsonSchemaException(string location, string problem)
    : Exception(location.Length == 0 ? $"The schema cannot be used: {problem}." : $"The schema cannot be used: at '{location}', {problem}.")
{
    /// <summary>Where in the schema; empty for the whole schema.</summary>
    public string Location { get; } = location;

    /// <summary>What is wrong there, without a full stop.</summary>
    public string Problem { get; } = problem;
}
