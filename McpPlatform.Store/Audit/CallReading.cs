using System.Globalization;
using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Audit;

/// <summary>Records of a tenant, newest first. Pages hang on the key of the last record, so reading neither skips nor repeats while calls go on.</summary>
internal sealed class CallReading(PlatformDatabase database)
{
    private const int RowsAtOnce = 1_000;
    private const char Separator = '/';

    public async Task<Page<AuditRecord>> ListAsync(string tenant, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var calls = await ReadAsync(tenant, filter, After(page), take, cancellationToken);
        return PageCursor.Page(calls, page, CallColumns.Info, c => PageCursor.Key(c.Call.At, string.Create(CultureInfo.InvariantCulture, $"{c.Chain}{Separator}{c.Number}")));
    }

    // A transaction for each part: one long one would keep days from being dropped.
    public async IAsyncEnumerable<AuditRecord> ReadAllAsync(
        string tenant, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Key? after = null;
        List<ChainedCall> calls;
        do
        {
            calls = await ReadAsync(tenant, filter, after, RowsAtOnce, cancellationToken);
            foreach (var call in calls)
            {
                yield return CallColumns.Info(call);
                after = new Key(call.Call.At, call.Chain, call.Number);
            }
        }
        while (calls.Count == RowsAtOnce);
    }

    private async Task<List<ChainedCall>> ReadAsync(string tenant, AuditFilter filter, Key? after, int limit, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);

        // The key has the order of the list. Of a day that is not analysed yet the planner thinks little, and would sort all of it for one page.
        await work.ExecuteAsync("SELECT set_config('enable_sort', 'off', true)", cancellationToken);
        await using var command = Command(work, filter, after, limit);
        var calls = await CallColumns.ReadAllAsync(command, cancellationToken);
        var attributes = await CallAttributes.ReadAsync(work, calls, cancellationToken);
        return attributes.Count == 0 ? calls : calls.ConvertAll(c => c with { Call = c.Call with { AttributesJson = attributes.GetValueOrDefault(CallAttributes.KeyOf(c.Call)) } });
    }

    private static NpgsqlCommand Command(UnitOfWork work, AuditFilter filter, Key? after, int limit)
    {
        var (conditions, values) = (new List<string>(), new List<object?>());
        Add("tenant_id = {0}", work.Tenant);
        Add("principal_id = {0}", filter.Principal);
        Add("name = {0}", filter.Name);
        Add("outcome = {0}", filter.Outcome is { } outcome ? StoredName.Of(outcome) : null);
        Add("allowed AND NOT would_allow AND {0}", filter.WouldRefuse ? true : null);
        Add("at >= {0}", filter.From?.AsStored());
        Add("at < {0}", filter.To?.ToUniversalTime());
        if (after is not null)
        {
            // The time alone as well: it is what days are told apart by.
            Add("at <= {0}", after.At);
            Add("(at, chain_id, number) < ({0}, {1}, {2})", after.At, after.Chain, after.Number);
        }

        return work.Command(
            $"SELECT {CallColumns.All} FROM call_audit WHERE {string.Join(" AND ", conditions)} ORDER BY at DESC, chain_id DESC, number DESC LIMIT {limit}",
            [.. values]);

        void Add(string condition, params ReadOnlySpan<object?> wanted)
        {
            if (wanted[0] is null)
            {
                return;
            }

            var places = new object[wanted.Length];
            for (var i = 0; i < wanted.Length; i++)
            {
                values.Add(wanted[i]);
                places[i] = $"${values.Count}";
            }

            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, places));
        }
    }

    private static Key? After(PageRequest page)
    {
        if (PageCursor.Moment(page) is not { } moment)
        {
            return null;
        }

        return moment.Id.Split(Separator) is [var chain, var number] && Guid.TryParse(chain, out var id) && long.TryParse(number, CultureInfo.InvariantCulture, out var n)
            ? new Key(moment.At, id, n)
            : throw new InvalidInputException("The cursor is not one that a page before gave out. Begin again without a cursor.");
    }

    private sealed record Key(DateTimeOffset At, Guid Chain, long Number);
}
