namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>What is said of texts that speak to a model.</summary>
internal static class Messages
{
    public const string Drop = "The text tells a model to drop its instructions.";
    public const string Role = "The text gives a model another role.";
    public const string Reveal = "The text asks for the model's own instructions.";
    public const string Conceal = "The text wants something kept from the user.";
    public const string Addressed = "The text speaks to the model that reads it.";
    public const string Obey = "The text wants its own orders followed.";
    public const string Unasked = "The text wants something done without asking the user.";
    public const string Authority = "The text claims to speak for those whom a model obeys.";
    public const string Turn = "The text imitates a turn of a conversation with a model.";
    public const string Sent = "The text wants data sent to an address.";
    public const string Carried = "An address in the text carries data out when it is shown or followed.";
    public const string Out = "A secret is on its way out.";
    public const string Hidden = "Orders to a model are hidden from people.";
    public const string TooMuch = "The text holds more that may be orders than is looked at.";
}
