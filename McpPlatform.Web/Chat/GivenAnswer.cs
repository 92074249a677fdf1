namespace McpPlatform.Web.Chat;

/// <summary>What a person answered to a question.</summary>
/// <param name="Field">The question's field.</param>
/// <param name="Value">The value.</param>
/// <param name="Label">How the choice read.</param>
public sealed record GivenAnswer(string Field, string Value, string Label);
