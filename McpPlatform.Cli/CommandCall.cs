using System.CommandLine;
using McpPlatform.Cli.Installations;
using McpPlatform.Client;
using McpPlatform.Client.Sessions;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli;

/// <summary>One call of one command: its values, the Gateway it speaks to, and where it writes.</summary>
/// <param name="parsed">The values.</param>
/// <param name="terminal">Where it reads and writes.</param>
/// <param name="data">The data folder asked for; <see langword="null"/> for none.</param>
/// <param name="json">Whether a program reads the result.</param>
internal sealed class CommandCall(ParseResult parsed, Terminal terminal, string? data, bool json) : IDisposable
{
    private HttpClient? http;
    private PlatformClient? gateway;

    /// <summary>Where it reads and writes.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The data folder asked for; <see langword="null"/> for none.</summary>
    public string? Data { get; } = data;

    /// <summary>Whether a program reads the result.</summary>
    public bool Json { get; } = json;

    /// <summary>The installation spoken to; <see langword="null"/> until opened.</summary>
    public Installation? Installation { get; private set; }

    /// <summary>The Gateway.</summary>
    public PlatformClient Gateway => gateway ?? throw new InvalidOperationException("This command works without a gateway.");

    /// <summary>Opens the Gateway of an installation.</summary>
    /// <param name="installation">The installation.</param>
    public void Open(Installation installation)
    {
        Installation = installation;
        http = PlatformClient.CreateHttpClient(
            installation.Gateway, installation.Key, installation.Session is { } session ? new SessionHandler(session, new SocketsHttpHandler()) : null);
        gateway = new PlatformClient(http);
    }

    /// <summary>The value of an option.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="option">The option.</param>
    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="argument">The argument.</param>
    public T Value<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Writes the result: the object itself for a program, something to look at for a person.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="view">Draws it.</param>
    public void Show<T>(T result, Action<T> view)
    {
        if (Json)
        {
            Terminal.Out.WriteLine(PrettyJson.Of(result));
        }
        else
        {
            view(result);
        }
    }

    /// <summary>Writes a sentence for a person; a program gets nothing on standard output.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Say(string sentence) => (Json ? Terminal.Error : Terminal.Out).WriteLine(sentence);

    /// <inheritdoc/>
    public void Dispose() => http?.Dispose();
}
