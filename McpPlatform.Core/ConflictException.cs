namespace McpPlatform.Core;

/// <summary>What was asked does not fit the state things are in; HTTP 409.</summary>
/// <param name="message">What stands in the way and what to do.</param>
public sealed class ConflictException(string message) : Exception(message);

/// <summary>What was asked for does not exist (or not for this tenant); HTTP 404.</summary>
/// <param name="message">What was not found.</param>
public sealed class NotFoundException(string message) : Exception(message);

/// <summary>What was sent is not acceptable; HTTP 400.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class InvalidInputException(string message) : Exception(message);
