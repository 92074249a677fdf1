using System.Security.Cryptography;

namespace McpPlatform.Guard.Sandbox;

/// <summary>What a tool is written in.</summary>
public enum SandboxedToolKind
{
    /// <summary>A WASM module for WASI preview 1: exports <c>_start</c> and <c>memory</c>, reads JSON from standard input, writes JSON to standard output.</summary>
    Wasm,

    /// <summary>An ECMAScript module: <c>export default function (args, host) { return … }</c>, or an <c>async</c> one.</summary>
    JavaScript,
}

/// <summary>A tool that runs in a slot. Its grants are part of it: without any it computes, and reaches nothing.</summary>
public sealed class SandboxedTool
{
    /// <summary>Most bytes of arguments that a call takes.</summary>
    public const int MaxArgumentBytes = 16 * 1_024 * 1_024;

    /// <summary>Most bytes of code that a tool has.</summary>
    public const int MaxCodeBytes = 32 * 1_024 * 1_024;

    /// <summary>Defines a tool.</summary>
    /// <param name="name">Its name, for sentences and logs.</param>
    /// <param name="kind">What it is written in.</param>
    /// <param name="code">A module's bytes, or source in UTF-8.</param>
    /// <param name="grants">What it may ask of its host.</param>
    /// <exception cref="ArgumentException">The code is empty or larger than <see cref="MaxCodeBytes"/>.</exception>
    public SandboxedTool(string name, SandboxedToolKind kind, ReadOnlyMemory<byte> code, SandboxGrants grants)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(grants);
        if (code.Length is 0 or > MaxCodeBytes)
        {
            throw new ArgumentException($"The tool '{name}' has {code.Length} bytes of code; it needs 1 to {MaxCodeBytes}.", nameof(code));
        }

        (Name, Kind, Code, Grants) = (name, kind, code, grants);
        Digest = Convert.ToHexStringLower(SHA256.HashData(code.Span));
    }

    /// <summary>Its name, for sentences and logs.</summary>
    public string Name { get; }

    /// <summary>What it is written in.</summary>
    public SandboxedToolKind Kind { get; }

    /// <summary>A module's bytes, or source in UTF-8.</summary>
    public ReadOnlyMemory<byte> Code { get; }

    /// <summary>What it may ask of its host.</summary>
    public SandboxGrants Grants { get; }

    /// <summary>SHA-256 of the code, in lower-case hexadecimal.</summary>
    public string Digest { get; }
}
