namespace McpPlatform.Contracts.Api;

/// <summary>One page of a list, newest first unless said otherwise.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; <see langword="null"/> on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
