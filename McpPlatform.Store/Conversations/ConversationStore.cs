using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Conversations;

/// <summary>Conversations, each one document. A save must continue what is stored: turns are only ever added.</summary>
internal sealed class ConversationStore(PlatformDatabase database, TimeProvider time) : IConversationStore
{
    public async Task<ConversationInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await work.Rows.Conversations.AsNoTracking().FirstOrDefaultAsync(c => c.TenantId == tenant && c.Id == id, cancellationToken)
            is { } row ? Info(row) : null;
    }

    public async Task SaveAsync(Principal by, ConversationInfo conversation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(conversation);
        const string insert = """
            INSERT INTO conversations (tenant_id, id, conversation, started_by, updated_at) VALUES ($1, $2, $3::json, $4, $5)
            ON CONFLICT (tenant_id, id) DO NOTHING
            """;
        const string update = "UPDATE conversations SET conversation = $3::json, updated_at = $4 WHERE tenant_id = $1 AND id = $2";
        var now = time.Now();
        var json = JsonSerializer.Serialize(conversation, ContractsJson.Default.ConversationInfo);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await work.ExecuteAsync(insert, cancellationToken, by.Tenant, conversation.Id, json, by.Id, now) == 0)
        {
            Refuse(await LockedAsync(work, conversation.Id, cancellationToken), conversation);
            await work.ExecuteAsync(update, cancellationToken, by.Tenant, conversation.Id, json, now);
        }

        await work.CommitAsync(cancellationToken);
    }

    public async Task<Page<ConversationInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Conversations.AsNoTracking()
            .Where(c => c.TenantId == tenant && (after == null || c.Id < after))
            .OrderByDescending(c => c.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, Info, c => c.Id.ToString());
    }

    private static async Task<ConversationInfo> LockedAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "SELECT conversation::text FROM conversations WHERE tenant_id = $1 AND id = $2 FOR UPDATE", work.Tenant, id);
        return Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static void Refuse(ConversationInfo stored, ConversationInfo next)
    {
        var continues = stored.Turns.Count <= next.Turns.Count
            && stored.Turns.Zip(next.Turns).All(p => p.First.At == p.Second.At && p.First.Words == p.Second.Words);
        if (!continues)
        {
            throw new ConflictException("Another turn of this conversation was stored in the meantime. Read it again and repeat yours.");
        }
    }

    private static ConversationInfo Info(ConversationRow row) => Parse(row.ConversationJson);

    private static ConversationInfo Parse(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.ConversationInfo)!;
}
