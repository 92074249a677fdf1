namespace McpPlatform.Guard.Schemas;

/// <summary>Something in a value that its schema does not allow.</summary>
/// <param name="Location">Where in the value: a JSON pointer (RFC 6901); empty for the whole value.</param>
/// <param name="Keyword">The keyword that does not allow it, such as <c>required</c>; <c>limits</c> where checking was given up.</param>
/// <param name="Message">The same as one sentence, such as "'/age' must be an integer, and is a string.". It repeats names of members, never other values.</param>
public sealed record SchemaViolation(string Location, string Keyword, string Message);
