using McpPlatform.Core;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Http;

/// <summary>The query of every list.</summary>
/// <param name="Cursor">From the page before.</param>
/// <param name="Limit">Most items, 1 to 200; 50 when left out.</param>
internal readonly record struct PageQuery(string? Cursor, int? Limit)
{
    private const int MaxItems = 200;
    private const int MaxCursorLength = 1_000;

    public PageRequest Page => Limit is < 1 or > MaxItems
        ? throw new InvalidInputException($"'limit' must lie between 1 and {MaxItems}.")
        : Cursor?.Length > MaxCursorLength
            ? throw new InvalidInputException("The cursor is not one that a page before gave out. Begin again without a cursor.")
            : new PageRequest(string.IsNullOrEmpty(Cursor) ? null : Cursor, Limit ?? 50);
}
