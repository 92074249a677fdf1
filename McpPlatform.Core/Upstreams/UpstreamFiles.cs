using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Upstreams;

/// <summary>Makes the registry hold what the files of a folder say: what comes is added, what differs is changed, what goes is removed.</summary>
/// <param name="upstreams">Where upstreams are kept.</param>
/// <param name="code">Where the code of tools is kept.</param>
public sealed class UpstreamFiles(IUpstreamStore upstreams, IToolCode code)
{
    /// <summary>Applies all that lies in the folder. One that cannot be applied changes nothing, and the others are applied all the same.</summary>
    /// <param name="by">In whose name.</param>
    /// <param name="files">What each file says, by its name; <see langword="null"/> where it cannot be read, so that what it said before stays.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>By file, why it was not applied.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ApplyAsync(
        Principal by, IReadOnlyDictionary<string, AddUpstream?> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(files);
        var stood = await upstreams.ListAsync(by.Tenant, cancellationToken);
        var gone = stood.Where(u => u.File is { } file && IsGone(u, files, file)).ToList();
        foreach (var upstream in gone)
        {
            await upstreams.RemoveAsync(by, upstream.Name, cancellationToken);
        }

        var stand = stood.Except(gone).ToList();

        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, wanted) in files.Where(f => f.Value is not null).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            try
            {
                await ApplyAsync(by, file, wanted!, stand.FirstOrDefault(u => u.Name == wanted!.Name), cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidInputException or ConflictException)
            {
                problems[file] = exception.Message;
            }
        }

        await code.SweepAsync(by.Tenant, cancellationToken);
        return problems;
    }

    private static bool IsGone(UpstreamInfo upstream, IReadOnlyDictionary<string, AddUpstream?> files, string file) =>
        !files.TryGetValue(file, out var wanted) || (wanted is not null && wanted.Name != upstream.Name);

    private async Task ApplyAsync(Principal by, string file, AddUpstream wanted, UpstreamInfo? stands, CancellationToken cancellationToken)
    {
        UpstreamRules.Check(wanted);
        RequireNoSecrets(wanted.Headers);
        RequireNoSecrets(wanted.Program?.Environment);
        var change = wanted.AsChange() with { Prefix = wanted.Prefix ?? wanted.Name };
        if (stands is null)
        {
            await upstreams.AddAsync(by, wanted with { Prefix = change.Prefix }, file, cancellationToken);
        }
        else if (stands.File != file)
        {
            throw new ConflictException($"There is an upstream '{wanted.Name}' already{(stands.File is null ? "" : $", from '{stands.File}'")}. Choose another name.");
        }
        else if (Text(stands.AsChange() with { ExpectedVersion = null }) != Text(change))
        {
            await upstreams.ChangeAsync(by, wanted.Name, change, cancellationToken);
        }
    }

    private static void RequireNoSecrets(IReadOnlyDictionary<string, string>? values)
    {
        var open = values?.FirstOrDefault(v => SecretHeaders.IsInTheClear(v.Key, v.Value)).Key;
        if (open is not null)
        {
            throw new InvalidInputException($"'{open}' is a secret, which does not belong into a file. Store it with 'mcpp secrets set' and write secret://NAME.");
        }
    }

    private static string Text(ChangeUpstream change) => JsonSerializer.Serialize(
        change with
        {
            Headers = Sorted(change.Headers),
            Program = change.Program is null ? null : change.Program with { Environment = Sorted(change.Program.Environment), Arguments = change.Program.Arguments ?? [] },
        },
        ContractsJson.Default.ChangeUpstream);

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string>? values) =>
        new((values ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);
}
