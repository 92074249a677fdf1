using System.Security.Claims;
using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace McpPlatform.Web.SignIn;

/// <summary>The encrypted cookie that carries a person's key between browser and Web. Scripts cannot read it and other sites cannot send it.</summary>
internal static class SessionCookie
{
    /// <summary>Claim that holds the key; it lives in the encrypted cookie and in this process only.</summary>
    public const string KeyClaim = "mcpp:key";

    private const string Name = "mcpp-session";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Registers cookie and protection keys.</summary>
    /// <param name="services">The services.</param>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = Name;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = false;
            options.Events.OnRedirectToLogin = Refuse;
            options.Events.OnRedirectToAccessDenied = Refuse;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddDataProtection().SetApplicationName("McpPlatform.Web");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IOptions<WebOptions>, ILoggerFactory>((keys, web, logs) =>
                keys.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(KeyFolder(web.Value), logs));
    }

    /// <summary>Signs a person in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="person">Who it is.</param>
    /// <param name="key">The person's key.</param>
    /// <param name="expiresAt">When the key expires; <see langword="null"/> for never.</param>
    public static Task WriteAsync(HttpContext context, string person, string key, DateTimeOffset? expiresAt)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, person), new Claim(KeyClaim, key)], CookieAuthenticationDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { IsPersistent = true, ExpiresUtc = expiresAt };
        return context.SignInAsync(new ClaimsPrincipal(identity), properties);
    }

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static DirectoryInfo KeyFolder(WebOptions options)
    {
        var path = Path.Combine(options.DataFolder, "web-keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
