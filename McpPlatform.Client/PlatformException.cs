using System.Net;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Client;

/// <summary>The Gateway refused or failed; carries what the problem it answered with said.</summary>
public sealed class PlatformException : Exception
{
    /// <summary>A failure with the Gateway's problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="problem">The problem.</param>
    public PlatformException(HttpStatusCode status, PlatformProblem problem)
        : base(problem?.Detail ?? problem?.Title ?? $"The gateway answered {(int)status}.")
    {
        ArgumentNullException.ThrowIfNull(problem);
        Status = status;
        Title = problem.Title ?? status.ToString();
        Detail = problem.Detail ?? "";
        TraceId = problem.TraceId;
        Rule = problem.Rule;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The kind of problem in words.</summary>
    public string Title { get; }

    /// <summary>What is wrong, where, and what to do; empty when the Gateway said no more.</summary>
    public string Detail { get; }

    /// <summary>What to look for in the Gateway's logs; <see langword="null"/> when not said.</summary>
    public string? TraceId { get; }

    /// <summary>The rule that refused; <see langword="null"/> where none did.</summary>
    public string? Rule { get; }
}
