using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>A certified OpenID provider that others wrote, as a process of its own. Starting it anew gives it new keys.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    private readonly JsonObject settings;
    private Process process;

    private OidcProvider(JsonObject settings, Process process) => (this.settings, this.process) = (settings, process);

    /// <summary>Its identifier.</summary>
    public string Issuer => $"http://127.0.0.1:{settings["port"]}";

    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="format">Format of access tokens: <c>jwt</c> or <c>opaque</c>.</param>
    /// <param name="callbacks">Where it may send people back to.</param>
    public static async Task<OidcProvider> StartAsync(CancellationToken cancellationToken, string format = "jwt", params string[] callbacks)
    {
        var settings = new JsonObject
        {
            ["port"] = 0, ["format"] = format, ["callbacks"] = new JsonArray([.. callbacks.Select(c => (JsonNode)c)]),
        };
        return new OidcProvider(settings, await RunAsync(settings, cancellationToken));
    }

    /// <summary>Ends it and starts it again at the same address, with other keys.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        process = await RunAsync(settings, cancellationToken);
    }

    /// <summary>A token of a program that acts on its own.</summary>
    public async Task<string> RobotTokenAsync(string resource, string scope, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            "token", "robot", new() { ["grant_type"] = "client_credentials", ["scope"] = scope, ["resource"] = resource }, cancellationToken);
        return (string)JsonNode.Parse(answer)!["access_token"]!;
    }

    public Task RevokeAsync(string token, CancellationToken cancellationToken) =>
        PostAsync("token/revocation", "robot", new() { ["token"] = token }, cancellationToken);

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task<string> PostAsync(string path, string client, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{client}-secret")));
        using var answer = await http.PostAsync(new Uri($"{Issuer}/{path}"), new FormUrlEncodedContent(form), cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    private static async Task<Process> RunAsync(JsonObject settings, CancellationToken cancellationToken)
    {
        var leash = new Uri(PeerPackages.Script("leash.mjs")).AbsoluteUri;
        var start = await PeerPackages.NodeAsync(["--import", leash, PeerPackages.Script("provider.mjs"), settings.ToJsonString()], cancellationToken);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        if (!int.TryParse(await process.StandardOutput.ReadLineAsync(cancellationToken), CultureInfo.InvariantCulture, out var port))
        {
            throw new InvalidOperationException($"The provider ended before it listened:\n{await errors}");
        }

        // Started again, it is where it was.
        settings["port"] = port;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return process;
    }

    private async Task EndAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
