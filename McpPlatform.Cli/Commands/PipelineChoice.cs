using McpPlatform.Client;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary>Finds the pipeline a person means, by id or name.</summary>
internal static class PipelineChoice
{
    /// <summary>Finds it.</summary>
    /// <param name="gateway">The Gateway.</param>
    /// <param name="idOrName">Its id or name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<PipelineInfo> FindAsync(PlatformClient gateway, string idOrName, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(idOrName, out var id))
        {
            return await gateway.GetPipelineAsync(id, cancellationToken);
        }

        string? cursor = null;
        do
        {
            var page = await gateway.ListPipelinesAsync(cursor, 200, cancellationToken);
            if (page.Items.FirstOrDefault(pipeline => Same(pipeline.Name, idOrName)) is { } found)
            {
                return found;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        throw new CliException($"There is no pipeline '{idOrName}'. See 'mcpp pipelines'.");
    }

    // Names have spaces; with hyphens they need no quotes in a shell.
    private static bool Same(string name, string said) => Plain(name).Equals(Plain(said), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace(' ', '-');
}
