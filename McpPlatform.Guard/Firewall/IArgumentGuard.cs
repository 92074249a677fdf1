using System.Text.Json;

namespace McpPlatform.Guard.Firewall;

/// <summary>Looks at the arguments of a call before a tool gets them.</summary>
public interface IArgumentGuard
{
    /// <summary>Looks for what no tool may be handed.</summary>
    /// <param name="arguments">The arguments, an object.</param>
    /// <returns>Why they are refused, a sentence; <see langword="null"/> when they are not.</returns>
    string? Refusal(JsonElement arguments);
}
