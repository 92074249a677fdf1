namespace McpPlatform.Guard.Tokens;

/// <summary>What is wrong with a token, and a sentence for whoever sent it.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Message">The sentence. It repeats nothing of the token.</param>
public sealed record TokenProblem(TokenFault Fault, string Message);

/// <summary>What can be wrong with a token.</summary>
public enum TokenFault
{
    /// <summary>It is no signed token in the compact form.</summary>
    Malformed,

    /// <summary>It is signed with what is not accepted, or asks for what is not understood.</summary>
    Algorithm,

    /// <summary>None of the issuer's keys has its key id.</summary>
    UnknownKey,

    /// <summary>The signature does not belong to it.</summary>
    Signature,

    /// <summary>It was made for another purpose.</summary>
    Type,

    /// <summary>Somebody else issued it.</summary>
    Issuer,

    /// <summary>It is meant for somebody else.</summary>
    Audience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come yet.</summary>
    NotYet,

    /// <summary>A claim is missing or of the wrong kind.</summary>
    Claims,
}
