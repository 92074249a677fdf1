using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Tools;

/// <summary>
/// What is known and decided about the definition of one tool. It changes only through the named transitions below; where a transition does not
/// fit, it throws. Definitions are told apart by their hash alone.
/// </summary>
/// <param name="Name">The tool.</param>
/// <param name="Approved">The definition that may be offered; <see langword="null"/> for none yet.</param>
/// <param name="Offered">What the upstream offers instead; <see langword="null"/> when that is the approved one.</param>
/// <param name="IsWithdrawn">Whether the upstream offers the tool no more.</param>
public sealed record ToolPin(string Name, ApprovedDefinition? Approved, OfferedDefinition? Offered, bool IsWithdrawn = false)
{
    /// <summary>Where it stands.</summary>
    public ToolState State => IsWithdrawn ? ToolState.Withdrawn
        : Offered is null ? ToolState.Approved
        : Offered.RejectedBy is null ? ToolState.Quarantined
        : ToolState.Rejected;

    /// <summary>Hash of the definition that the upstream offers, or offered last.</summary>
    public string CurrentHash => Offered?.Hash ?? Approved!.Hash;

    /// <summary>A tool that was never seen before.</summary>
    /// <param name="definition">Its definition.</param>
    /// <param name="trust">How far definitions of its upstream are trusted.</param>
    /// <param name="findings">What is suspicious about it.</param>
    /// <param name="registrar">Who registered the upstream, and so vouches for it.</param>
    /// <param name="at">When.</param>
    public static ToolPin New(
        ToolDefinition definition, DefinitionTrust trust, IReadOnlyList<DefinitionFinding> findings, string registrar, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return trust == DefinitionTrust.FirstUse && !findings.Any(f => f.Severity == DefinitionSeverity.Danger)
            ? new ToolPin(definition.Name, new ApprovedDefinition(definition.Hash, registrar, at), null)
            : new ToolPin(definition.Name, null, new OfferedDefinition(definition.Hash, at));
    }

    /// <summary>Whether agents may be offered a definition. While another one waits they may not: what the tool does changed with it.</summary>
    /// <param name="hash">Hash of the definition.</param>
    public bool Allows(string hash) => State == ToolState.Approved && Approved!.Hash == hash;

    /// <summary>The upstream offers a definition. The approved one ends a quarantine; any other begins one.</summary>
    /// <param name="hash">Hash of the definition.</param>
    /// <param name="at">When.</param>
    public ToolPin See(string hash, DateTimeOffset at) =>
        hash == CurrentHash ? this with { IsWithdrawn = false }
        : hash == Approved?.Hash ? this with { Offered = null, IsWithdrawn = false }
        : this with { Offered = new OfferedDefinition(hash, at), IsWithdrawn = false };

    /// <summary>The upstream offers the tool no more. What was decided is remembered in case it comes back.</summary>
    public ToolPin Withdraw() => this with { IsWithdrawn = true };

    /// <summary>A person approves what is offered.</summary>
    /// <param name="hash">Hash of what the person saw.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    /// <exception cref="ConflictException">Something else is offered by now.</exception>
    public ToolPin Approve(string hash, string by, DateTimeOffset at)
    {
        RequireCurrent(hash);
        return Offered is null ? this : this with { Approved = new ApprovedDefinition(hash, by, at), Offered = null };
    }

    /// <summary>A person rejects what is offered; rejecting what was approved takes the approval back.</summary>
    /// <param name="hash">Hash of what the person saw.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    /// <exception cref="ConflictException">Something else is offered by now.</exception>
    public ToolPin Reject(string hash, string by, DateTimeOffset at)
    {
        RequireCurrent(hash);
        return Offered is null
            ? this with { Approved = null, Offered = new OfferedDefinition(hash, Approved!.At, by, at) }
            : this with { Offered = Offered with { RejectedBy = by, RejectedAt = at } };
    }

    private void RequireCurrent(string hash)
    {
        if (IsWithdrawn)
        {
            throw new ConflictException($"The tool '{Name}' is offered no more, so there is nothing to decide.");
        }

        if (hash != CurrentHash)
        {
            throw new ConflictException($"The tool '{Name}' is defined differently by now: its hash is {CurrentHash}, not {hash}. Look at it again and decide then.");
        }
    }
}
