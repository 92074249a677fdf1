using System.Net;
using McpPlatform.Client;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.People;

/// <summary>
/// A component that asks the Gateway. It is busy while it asks, turns refusals into a sentence beside what was tried, and stops asking when
/// the page is left or the process stops.
/// </summary>
public abstract class GatewayComponent : ComponentBase, IDisposable
{
    private CancellationTokenSource? left;

    [Inject]
    private PersonGateway Person { get; set; } = null!;

    [Inject]
    private IHostApplicationLifetime Lifetime { get; set; } = null!;

    /// <summary>Whether something is under way that the person waits for.</summary>
    protected bool Busy { get; private set; }

    /// <summary>What went wrong last; <see langword="null"/> for nothing.</summary>
    protected string? Error { get; set; }

    /// <summary>Ends when the component goes or the process stops.</summary>
    protected CancellationToken Left =>
        (left ??= CancellationTokenSource.CreateLinkedTokenSource(Lifetime.ApplicationStopping)).Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is still being waited for.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            left?.Cancel();
            left?.Dispose();
            left = null;
        }
    }

    /// <summary>Asks the Gateway for something the person waits for.</summary>
    /// <param name="ask">The asking.</param>
    protected async Task AskAsync(Func<PlatformClient, Task> ask)
    {
        Busy = true;
        Error = null;
        StateHasChanged();
        Error = await AskQuietlyAsync(ask);
        Busy = false;
    }

    /// <summary>Asks the Gateway for something that loads by itself.</summary>
    /// <param name="ask">The asking.</param>
    /// <returns>What went wrong; <see langword="null"/> for nothing.</returns>
    protected async Task<string?> AskQuietlyAsync(Func<PlatformClient, Task> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            await ask(await Person.OpenAsync());
            return null;
        }
        catch (PlatformException refused)
        {
            return refused.Status == HttpStatusCode.Unauthorized
                ? "Your session has ended. Open a new sign-in link to go on; nothing is lost."
                : refused.Message;
        }
        catch (HttpRequestException)
        {
            return "The gateway cannot be reached. Check that McpPlatform is still running, then try again.";
        }
        catch (OperationCanceledException) when (left is null || left.IsCancellationRequested)
        {
            // The page is gone; nobody waits for an answer.
            return null;
        }
    }
}
