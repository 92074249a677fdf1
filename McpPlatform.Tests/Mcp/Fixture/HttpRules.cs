using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>What every HTTP request has to respect before its message is read.</summary>
internal static class HttpRules
{
    public const string Path = "/mcp";
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    public static void Check(HttpRequest request, FixtureEras eras)
    {
        Insist(request.Path == Path, 404, $"There is nothing at {request.Path}.");
        CheckOrigin(request);
        CheckMethod(request, eras);
        CheckContent(request);
    }

    // A web page whose host name was rebound to this machine still says the name it came by.
    private static void CheckOrigin(HttpRequest request)
    {
        var port = request.HttpContext.Connection.LocalPort;
        string[] hosts = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];
        Insist(request.Host.Host is "127.0.0.1" or "localhost" or "[::1]", 403, $"The host '{request.Host}' is not this one.");
        var origin = request.Headers.Origin.ToString();
        Insist(origin.Length == 0 || hosts.Any(host => origin == $"http://{host}"), 403, $"The origin '{origin}' is not this one.");
    }

    private static void CheckMethod(HttpRequest request, FixtureEras eras)
    {
        string[] methods = eras.HasFlag(FixtureEras.Legacy) ? ["POST", "GET", "DELETE"] : ["POST"];
        request.HttpContext.Response.Headers.Allow = methods;
        Insist(methods.Contains(request.Method), 405, $"{request.Method} is not one of {string.Join(", ", methods)}.");
        request.HttpContext.Response.Headers.Remove("Allow");
    }

    private static void CheckContent(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept.Select(type => type.MediaType.Value).ToList();
        string[] needed = request.Method switch { "POST" => [Json, Events], "GET" => [Events], _ => [] };
        Insist(needed.All(accepted.Contains), 406, $"Accept does not list {string.Join(" and ", needed)}.");
        Insist(request.Method != "POST" || request.GetTypedHeaders().ContentType?.MediaType == Json, 415, $"The body is not {Json}.");
    }

    private static void Insist(bool condition, int status, string message)
    {
        if (!condition)
        {
            throw RpcException.Refused(status, message);
        }
    }
}
