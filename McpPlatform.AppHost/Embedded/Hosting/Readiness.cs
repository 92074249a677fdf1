using System.Diagnostics;
using System.Net;

namespace McpPlatform.AppHost.Hosting;

/// <summary>Asks a host whether it can take work.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until it can.</summary>
    /// <exception cref="TimeoutException">It does not become ready.</exception>
    public static async Task WaitAsync(string address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await http.GetAsync(new Uri($"{address}/health/ready"), cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new TimeoutException($"{address} did not become ready within {Patience.TotalSeconds} s.");
            }

            await Task.Delay(Step, cancellationToken);
        }
    }
}
