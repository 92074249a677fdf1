using McpPlatform.Core.Audit;
using McpPlatform.Store.Database;
using McpPlatform.Store.Usage;

namespace McpPlatform.Store.Audit;

/// <summary>Records as the rows that COPY takes, and what is stored beside them.</summary>
internal sealed class CallBatch : ICallBatch
{
    private readonly HashSet<DateOnly> days = [];
    private readonly Dictionary<(string Tenant, DateOnly Day, string Json), ReadOnlyMemory<byte>> attributes = [];
    private ChainHead? head;

    public int Count { get; private set; }

    public ChainHead Head => head ?? throw new InvalidOperationException("The batch is empty.");

    /// <summary>The rows: the columns of the audit, and then those that are only counted.</summary>
    public BinaryRows Rows { get; } = new();

    /// <summary>The days they fall on, in UTC.</summary>
    public IReadOnlyCollection<DateOnly> Days => days;

    /// <summary>What is kept of what the policies were told, each once a day, with its digest.</summary>
    public IReadOnlyDictionary<(string Tenant, DateOnly Day, string Json), ReadOnlyMemory<byte>> Attributes => attributes;

    public void Add(in ChainedCall call)
    {
        Rows.Begin(CallColumns.Count + UsageCounting.ColumnCount);
        CallColumns.Write(Rows, call);
        UsageCounting.Write(Rows, call.Call.Figures);
        var day = CallAttributes.DayOf(call.Call);
        days.Add(day);
        if (call.Call.AttributesJson is { } json)
        {
            attributes.TryAdd((call.Call.TenantId, day, json), call.Call.AttributesDigest);
        }

        head = call.Head;
        Count++;
    }

    public void Clear()
    {
        Rows.Clear();
        days.Clear();
        attributes.Clear();
        head = null;
        Count = 0;
    }
}
