namespace McpPlatform.Core.Upstreams;

/// <summary>Keeps the code of tools that run in the sandbox, by its digest, so that every gateway has what one of them found in its folder.</summary>
public interface IToolCode
{
    /// <summary>Whether some code is kept.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="digest">SHA-256 of the code, in lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> HasAsync(string tenant, string digest, CancellationToken cancellationToken);

    /// <summary>Keeps code; the same code again is no second copy.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="digest">SHA-256 of the code, in lower-case hexadecimal.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task SaveAsync(string tenant, string digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken);

    /// <summary>Reads code; <see langword="null"/> when there is none of that digest.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="digest">SHA-256 of the code, in lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<byte[]?> FindAsync(string tenant, string digest, CancellationToken cancellationToken);

    /// <summary>Forgets code that no upstream has and that was not saved within the last hour.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task SweepAsync(string tenant, CancellationToken cancellationToken);
}
