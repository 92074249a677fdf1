using Spectre.Console;

namespace McpPlatform.Cli;

/// <summary>Where a command reads and writes: results on standard output, everything else on standard error.</summary>
internal sealed class Terminal
{
    private const int WidthOfPipe = 200;

    /// <summary>A terminal over readers and writers.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="width">Columns of tables.</param>
    public Terminal(TextReader input, TextWriter output, TextWriter error, int width)
    {
        In = input;
        Out = output;
        Error = error;
        Tables = Plain(output, width);
        Live = Plain(error, width);
        RawIn = RawOut = Stream.Null;
    }

    private Terminal(IAnsiConsole tables, IAnsiConsole live)
    {
        In = Console.In;
        Out = Console.Out;
        Error = Console.Error;
        RawIn = Console.OpenStandardInput();
        RawOut = Console.OpenStandardOutput();
        Tables = tables;
        Live = live;
    }

    /// <summary>Standard input.</summary>
    public TextReader In { get; }

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard input as it comes, for protocols.</summary>
    public Stream RawIn { get; }

    /// <summary>Standard output as it goes, for protocols.</summary>
    public Stream RawOut { get; }

    /// <summary>Draws results.</summary>
    public IAnsiConsole Tables { get; }

    /// <summary>Draws what moves while one waits.</summary>
    public IAnsiConsole Live { get; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        var tables = Console.IsOutputRedirected ? Plain(Console.Out, WidthOfPipe) : AnsiConsole.Console;
        var live = Console.IsErrorRedirected
            ? Plain(Console.Error, WidthOfPipe)
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new Terminal(tables, live);
    }

    private static IAnsiConsole Plain(TextWriter writer, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
