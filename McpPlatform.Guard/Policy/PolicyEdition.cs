using System.Collections.Concurrent;
using System.Collections.Frozen;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Policy;

/// <summary>The policies of all tenants at one moment.</summary>
internal sealed class PolicyEdition
{
    private const int ManyTenants = 20;
    private readonly ConcurrentDictionary<string, TenantPolicies> tenants = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string[]> actions;
    private readonly IReadOnlyList<PolicyRule> shipped;
    private readonly ILookup<string, (PolicyMode Mode, IReadOnlyList<PolicyRule> Rules)> own;
    private readonly CedarEngine engine;

    private PolicyEdition(
        CedarEngine engine, IReadOnlyDictionary<string, string[]> actions, IReadOnlyList<PolicyRule> shipped, ILookup<string, (PolicyMode, IReadOnlyList<PolicyRule>)> own)
    {
        (this.engine, this.actions, this.shipped, this.own) = (engine, actions, shipped, own);
        Of(Tenants.Default);
        foreach (var tenant in own)
        {
            Of(tenant.Key);
        }
    }

    /// <summary>Makes an edition of texts. Its policies have been parsed and asked when it comes.</summary>
    public static async Task<PolicyEdition> MakeAsync(
        CedarEngine engine, PolicyTexts texts, IReadOnlyList<PolicySource> sources, ILogger logger, CancellationToken cancellationToken)
    {
        var process = await engine.ProcessAsync(cancellationToken);
        var shipped = PolicyCompiler.Compile("", ShippedPolicies.Text, await process.CheckAsync(ShippedPolicies.Text, cancellationToken), FrozenSet<string>.Empty);
        var compiled = new List<(PolicySource Source, IReadOnlyList<PolicyRule> Rules)>();
        foreach (var source in sources)
        {
            compiled.Add((source, await RulesAsync(engine, texts, source, logger, cancellationToken)));
        }

        var edition = new PolicyEdition(
            engine, process.Actions, [.. shipped.Rules, .. compiled.Where(c => c.Source.Tenant is null).SelectMany(c => c.Rules)],
            compiled.Where(c => c.Source.Tenant is not null).ToLookup(c => c.Source.Tenant!, c => (c.Source.Mode, c.Rules), StringComparer.Ordinal));
        await edition.WarmAsync(cancellationToken);
        return edition;
    }

    /// <summary>The policies of a tenant.</summary>
    public TenantPolicies Of(string tenant) => tenants.TryGetValue(tenant, out var policies) ? policies : tenants.GetOrAdd(tenant, t => With(t, []));

    /// <summary>The policies of a tenant as they would be with further ones, and without those whose ids begin as theirs do.</summary>
    public TenantPolicies With(string tenant, IReadOnlyList<(string Prefix, IReadOnlyList<PolicyRule> Rules)> drafts)
    {
        var stays = own[tenant].Where(o => !o.Rules.Any(r => drafts.Any(d => r.Id.StartsWith(d.Prefix, StringComparison.Ordinal)))).ToList();
        return new TenantPolicies(
            tenant, actions, shipped, [.. stays.Where(o => o.Mode == PolicyMode.Enforced).SelectMany(o => o.Rules), .. drafts.SelectMany(d => d.Rules)],
            [.. stays.Where(o => o.Mode == PolicyMode.DryRun).SelectMany(o => o.Rules)]);
    }

    /// <summary>Lets the engine forget what only a former edition needed.</summary>
    public async Task ReplaceAsync(PolicyEdition? former, CancellationToken cancellationToken)
    {
        var needed = Sets().ToHashSet(StringComparer.Ordinal);
        foreach (var set in former?.Sets().Where(set => !needed.Contains(set)).ToList() ?? [])
        {
            await engine.ForgetAsync(set, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<PolicyRule>> RulesAsync(
        CedarEngine engine, PolicyTexts texts, PolicySource source, ILogger logger, CancellationToken cancellationToken)
    {
        var compiled = await texts.CompileAsync(engine, source.Prefix, source.Text, cancellationToken);
        if (compiled.Problems is [var problem, ..])
        {
            Log.PolicyUnusable(logger, source.Name, source.Tenant ?? "all tenants", problem.Line, problem.Column, problem.Message);
            return source.Mode == PolicyMode.DryRun ? [] : [PolicySource.Unusable(source.Name, problem)];
        }

        return compiled.Rules;
    }

    private IEnumerable<string> Sets() => tenants.Values.SelectMany(t => t.Slices).Select(s => s.Set.Id);

    // Every policy has been evaluated before it decides, and what most callers ask is known already.
    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        var asked = tenants.Count > ManyTenants ? 1 : int.MaxValue;
        foreach (var policies in tenants.Values)
        {
            foreach (var slice in policies.Slices)
            {
                await engine.LoadAsync(slice.Set, cancellationToken);
                await Task.WhenAll(UsualPrincipals.In(policies.Tenant).Take(asked).Select(by => WarmAsync(policies.Tenant, slice, by, cancellationToken)));
            }
        }
    }

    private async Task WarmAsync(string tenant, PolicySlice slice, Principal by, CancellationToken cancellationToken)
    {
        var key = DecisionKey.Of(slice.Reads, new PolicyRequest(by, slice.Action, PolicyResource.Of("")), DateTimeOffset.UnixEpoch);
        var question = QuestionWriter.Write(slice, tenant, key);
        if (engine.TryAsk(question))
        {
            slice.Keep(key, await question.Answer.WaitAsync(cancellationToken));
        }
    }
}
