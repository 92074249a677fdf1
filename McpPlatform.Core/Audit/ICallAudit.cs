namespace McpPlatform.Core.Audit;

/// <summary>
/// Takes records of MCP calls and keeps them without making a call wait. Whoever executes a call reserves room first, and afterwards either
/// records exactly once or releases: a call for which there is no room is refused, so that none goes unrecorded.
/// </summary>
public interface ICallAudit
{
    /// <summary>Reserves room for one record.</summary>
    /// <returns>
    /// Whether there is room. When there is none, the call must be refused. Always <see langword="true"/> where losses are configured to be
    /// accepted.
    /// </returns>
    bool TryReserve();

    /// <summary>Hands over the record for which room was reserved. Never waits, never fails.</summary>
    /// <param name="record">The record.</param>
    void Record(in CallRecord record);

    /// <summary>Gives reserved room back without a record.</summary>
    void Release();
}
