using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Upstreams;
using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Registry;

/// <summary>Reads tools of the sandbox from their files. Code is kept once it is seen to load: what is broken replaces nothing.</summary>
internal sealed class ToolFiles(ISandbox sandbox, IToolCode kept, IOptions<GatewayOptions> options)
{
    private readonly DefinitionRules rules = new(options.Value.MaxDefinitionBytes);

    /// <param name="path">The file with the code.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It is no tool; the message says why.</exception>
    public async Task<AddUpstream> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var beside = FolderItem.DefinitionOf(path);
        if (!File.Exists(beside))
        {
            throw new InvalidInputException($"It has no definition beside it. Write '{Path.GetFileName(beside)}', which says at least 'description'.");
        }

        var yaml = await FolderItem.TextAsync(beside, options.Value.MaxDefinitionBytes, cancellationToken);
        var code = await FolderItem.BytesAsync(path, SandboxedTool.MaxCodeBytes, cancellationToken);
        var language = path.EndsWith(FolderItem.Wasm, StringComparison.Ordinal) ? SandboxLanguage.Wasm : SandboxLanguage.JavaScript;
        var tool = ToolFile.Read(Path.GetFileNameWithoutExtension(path), yaml, language, code, rules);
        UpstreamRules.Check(tool);
        await KeepAsync(tool.Name, tool.Sandbox!.Code, code, cancellationToken);
        return tool;
    }

    private async Task KeepAsync(string name, SandboxCode registered, byte[] code, CancellationToken cancellationToken)
    {
        // What is kept was seen to load; looking again would start slots whenever a gateway starts.
        if (!await kept.HasAsync(Tenants.Default, registered.Digest, cancellationToken))
        {
            await CheckAsync(name, registered, code, cancellationToken);
        }

        await kept.SaveAsync(Tenants.Default, registered.Digest, code, cancellationToken);
    }

    private async Task CheckAsync(string name, SandboxCode registered, byte[] code, CancellationToken cancellationToken)
    {
        try
        {
            var failure = await sandbox.CheckAsync(SandboxTerms.Tool(name, registered, code), Tenants.Default, SandboxTerms.Of(registered.Quota), cancellationToken);

            // Where nothing runs nothing can be checked; calls say so.
            if (failure is { Kind: not (SandboxFailureKind.Unavailable or SandboxFailureKind.Busy) })
            {
                throw new InvalidInputException(failure.Message);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new InvalidInputException("Its quota of memory is more than the setting 'Sandbox:MaxMemoryBytes' allows.");
        }
    }
}
