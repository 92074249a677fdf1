using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace McpPlatform.Web.Inbox;

/// <summary>Files dropped on the page or chosen: the browser sends them over plain HTTP, and this shows how far they are.</summary>
public partial class InboxDrop : ComponentBase
{
    private readonly List<DroppedFile> files = [];
    private DotNetObjectReference<InboxDrop>? self;

    /// <summary>The browser begins to send a file.</summary>
    /// <param name="id">Its id on this page.</param>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its size.</param>
    [JSInvokable]
    public void Begin(string id, string name, long bytes)
    {
        files.Add(new DroppedFile(id, name, bytes));
        StateHasChanged();
    }

    /// <summary>More of a file was sent.</summary>
    /// <param name="id">Its id on this page.</param>
    /// <param name="sent">Bytes sent so far.</param>
    [JSInvokable]
    public void Advance(string id, long sent) => Change(id, file => file.Sent = sent);

    /// <summary>A file is in the inbox.</summary>
    /// <param name="id">Its id on this page.</param>
    /// <param name="stream">The stream it is now.</param>
    [JSInvokable]
    public void Arrive(string id, string stream) => Change(id, file => file.Stream = stream);

    /// <summary>A file was refused.</summary>
    /// <param name="id">Its id on this page.</param>
    /// <param name="reason">Why.</param>
    [JSInvokable]
    public void Refuse(string id, string reason) => Change(id, file => file.Failure = reason);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (self is not null)
        {
            try
            {
                await Script.InvokeVoidAsync("mcpp.inbox.leave");
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and its side with it.
            }

            self.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("mcpp.inbox.enter", self);
        }
    }

    private void Suggest(DroppedFile file)
    {
        Workbench.Suggest($"Load {Quoted(file.Stream!)} from the inbox into the warehouse");
        files.Remove(file);
    }

    // A name with spaces would be read as several words.
    private static string Quoted(string name) => name.Any(char.IsWhiteSpace) ? $"\"{name}\"" : name;

    private void Change(string id, Action<DroppedFile> change)
    {
        if (files.Find(file => file.Id == id) is { } file)
        {
            change(file);
            StateHasChanged();
        }
    }

    private sealed class DroppedFile(string id, string name, long bytes)
    {
        public string Id { get; } = id;

        public string Name { get; } = name;

        public long Bytes { get; } = bytes;

        public long Sent { get; set; }

        public string? Stream { get; set; }

        public string? Failure { get; set; }
    }
}
