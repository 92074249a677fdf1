using System.Buffers.Text;
using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;

namespace McpPlatform.Store.Database;

/// <summary>Keyset pagination: a cursor is the sort key of a page's last item, so that pages neither skip nor repeat when items are added.</summary>
internal static class PageCursor
{
    private const int MostItems = 200;
    private const char Separator = '\n';

    /// <summary>Cuts a page out of rows that were asked for with one more than the limit.</summary>
    public static Page<TItem> Page<TRow, TItem>(
        IReadOnlyList<TRow> rows, PageRequest request, Func<TRow, TItem> item, Func<TRow, string> key)
    {
        var page = rows.Take(request.Limit).ToList();
        return new Page<TItem>([.. page.Select(item)], rows.Count > request.Limit ? Encode(key(page[^1])) : null);
    }

    /// <summary>How many rows to ask for: one more than the page has, to know whether there is another.</summary>
    public static int Take(PageRequest request) => request.Limit is >= 1 and <= MostItems
        ? request.Limit + 1
        : throw new InvalidInputException($"A page has 1 to {MostItems} items, not {request.Limit}.");

    public static Guid? Id(PageRequest request) =>
        Decode(request.Cursor) is not { } key ? null : Guid.TryParse(key, out var id) ? id : throw Invalid();

    public static int? Number(PageRequest request) =>
        Decode(request.Cursor) is not { } key ? null : int.TryParse(key, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid();

    public static string? Name(PageRequest request) => Decode(request.Cursor);

    public static (DateTimeOffset At, string Id)? Moment(PageRequest request) =>
        Decode(request.Cursor) is not { } key ? null
        : key.Split(Separator, 2) is [var ticks, var id] && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at)
            && at >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks
            ? (new DateTimeOffset(at, TimeSpan.Zero), id) : throw Invalid();

    public static (string First, string Second)? Pair(PageRequest request) =>
        Decode(request.Cursor) is not { } key ? null : key.Split(Separator, 2) is [var first, var second] ? (first, second) : throw Invalid();

    public static string Key(string first, string second) => $"{first}{Separator}{second}";

    public static string Key(DateTimeOffset at, string id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}{Separator}{id}");

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string? Decode(string? cursor) => cursor is null ? null
        : Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : throw Invalid();

    private static InvalidInputException Invalid() => new("The cursor is not one that a page before gave out. Begin again without a cursor.");
}
