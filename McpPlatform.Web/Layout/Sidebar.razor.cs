using McpPlatform.Contracts.Api;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Layout;

/// <summary>Conversations, recent runs and what waits for the person; kept fresh while the page is open.</summary>
public partial class Sidebar : GatewayComponent
{
    private const int MostCounted = 50;
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(20);
    private IReadOnlyList<ConversationInfo> conversations = [];
    private IReadOnlyList<RunInfo> runs = [];
    private IReadOnlyList<ApprovalInfo> approvals = [];
    private IReadOnlyList<ToolInfo> tools = [];
    private bool administers;
    private Task? refreshing;

    /// <summary>Something was chosen; on a narrow screen the menu closes.</summary>
    [Parameter]
    public EventCallback OnChosen { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Workbench.Changed += Reload;
        await LoadAsync();
        refreshing = KeepFreshAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Workbench.Changed -= Reload;
        base.Dispose(disposing);
    }

    private static string Title(ConversationInfo conversation) =>
        conversation.Turns.Select(turn => turn.Words).FirstOrDefault(words => words.Length > 0) ?? conversation.Answer?.Plan?.Name ?? "Conversation";

    private void Reload() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private async Task KeepFreshAsync()
    {
        using var timer = new PeriodicTimer(Refresh, Time);
        await AskQuietlyAsync(async _ =>
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                await LoadAsync();
                StateHasChanged();
            }
        });
    }

    private async Task LoadAsync() => Error = await AskQuietlyAsync(async gateway =>
    {
        administers = (await gateway.WhoAmIAsync(Left)).Scopes.Contains(Scope.Admin);
        conversations = (await gateway.ListConversationsAsync(limit: 20, cancellationToken: Left)).Items;
        runs = (await gateway.ListRunsAsync(limit: 8, cancellationToken: Left)).Items;
        approvals = (await gateway.ListApprovalsAsync(ApprovalState.Pending, limit: 20, cancellationToken: Left)).Items;
        tools = (await gateway.ListToolsAsync(ToolState.Quarantined, limit: MostCounted, cancellationToken: Left)).Items;
    });
}
