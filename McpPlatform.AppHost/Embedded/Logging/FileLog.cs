using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace McpPlatform.AppHost.Logging;

/// <summary>Logs of all hosts in one rolling file, and warnings on standard error as well. Standard output belongs to what was asked for.</summary>
internal sealed class FileLog(RollingFile file, TextWriter errors) : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, ILogger> loggers = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => loggers.GetOrAdd(categoryName, name => new CategoryLogger(name, file, errors));

    /// <summary>Does nothing: three hosts share it, and the first that ends must not close it.</summary>
    public void Dispose()
    {
    }

    /// <summary>Makes it the only provider of a host.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddProvider(this);
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // It warns of every start after a crash, which leases have dealt with.
        logging.AddFilter("Quartz", LogLevel.Error);
        logging.AddFilter("ModelContextProtocol", LogLevel.Warning);
        // The keys it would have encrypted lie in a folder of the owner alone.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    private sealed class CategoryLogger(string category, RollingFile file, TextWriter errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            var at = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            file.WriteLine($"{at} {logLevel.ToString().ToLowerInvariant()} {category}[{eventId.Id}] {message}{(exception is null ? "" : $"\n{exception}")}");
            if (logLevel >= LogLevel.Warning)
            {
                errors.WriteLine($"{logLevel.ToString().ToLowerInvariant()}: {message}{(exception is null ? "" : $" ({exception.Message})")}");
            }
        }
    }
}
