using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>The handler for HttpClient, in front of a resource that refuses what it is told to.</summary>
internal static class HttpClients
{
    private const string Document = "one document";

    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            TokenIn(client, credentials).GetAwaiter().GetResult();
            foreach (HttpContent content in Repeatable())
            {
                Repeats(client, credentials, content).GetAwaiter().GetResult();
            }
            foreach (HttpContent content in SentOnce())
            {
                DoesNotRepeat(client, credentials, content).GetAwaiter().GetResult();
            }
            Denied(client, credentials).GetAwaiter().GetResult();
            Cancelled(client, credentials).GetAwaiter().GetResult();
            NoToken(client).GetAwaiter().GetResult();
            Check.Throws<ArgumentNullException>(() => new LFAuthorizationHandler(null));
        }
    }

    private static HttpContent[] Repeatable()
    {
        return new HttpContent[]
        {
            null,
            new StringContent(Document),
            new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Document))),
            new MultipartFormDataContent
            {
                { new StringContent("{}"), "request" },
                { new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Document))), "file", "a.txt" },
            },
        };
    }

    private static HttpContent[] SentOnce()
    {
        return new HttpContent[]
        {
            new StreamContent(new Forward(Document)),
            new MultipartFormDataContent { { new StreamContent(new Forward(Document)), "file", "a.txt" } },
            new Unknown(),
        };
    }

    private static async Task TokenIn(LFClient client, LFCredentials credentials)
    {
        Resource resource = new Resource();
        using (LFSession session = new LFSession(client, "Archive", credentials))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session) { InnerHandler = resource }))
        {
            string expected = session.GetAuthorization();
            for (int round = 0; round < 3; round++)
            {
                using (HttpResponseMessage answer = await http.GetAsync("https://localhost/"))
                {
                    Check.Equal(HttpStatusCode.OK, answer.StatusCode);
                }
            }
            Check.Equal(3, resource.Seen.Count(header => header == expected));
            session.Close();
        }
    }

    /// <summary>The session has ended on the server: a request that can be repeated is, and succeeds.</summary>
    private static async Task Repeats(LFClient client, LFCredentials credentials, HttpContent content)
    {
        Resource resource = new Resource();
        using (LFSession session = new LFSession(client, "Archive", credentials))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session, resource)))
        {
            string ended = End(client, session);
            resource.Refused.Add("Bearer " + ended);
            using (HttpResponseMessage answer = await http.PostAsync("https://localhost/", content))
            {
                Check.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            string now = session.GetToken();
            Check.That(now != ended, "the same token");
            Check.Equal("Bearer " + ended + " Bearer " + now, string.Join(" ", resource.Seen));
            Check.Equal(resource.Bodies[0], resource.Bodies[1]);
            Check.That(content == null || resource.Bodies[1].Contains(Document), resource.Bodies[1]);
            Check.Equal(1, resource.Disposed);
            Check.Equal(2, Sessions.Stat(session, "logins"));
            session.Close();
        }
    }

    /// <summary>The caller has the 401, and the next request the other token.</summary>
    private static async Task DoesNotRepeat(LFClient client, LFCredentials credentials, HttpContent content)
    {
        Resource resource = new Resource();
        using (LFSession session = new LFSession(client, "Archive", credentials))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session, resource)))
        {
            resource.Refused.Add("Bearer " + End(client, session));
            using (HttpResponseMessage answer = await http.PostAsync("https://localhost/", content))
            {
                Check.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Check.Equal("refused", await answer.Content.ReadAsStringAsync());
            }
            Check.Equal(1, resource.Seen.Count);
            using (HttpResponseMessage answer = await http.GetAsync("https://localhost/"))
            {
                Check.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            Check.Equal(2, resource.Seen.Count);
            session.Close();
        }
    }

    /// <summary>A resource that refuses every token is asked once for each request, and costs no login.</summary>
    private static async Task Denied(LFClient client, LFCredentials credentials)
    {
        Resource resource = new Resource { RefusesAll = true };
        using (LFSession session = new LFSession(client, "Archive", credentials))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session, resource)))
        {
            for (int round = 1; round <= 3; round++)
            {
                using (HttpResponseMessage answer = await http.GetAsync("https://localhost/"))
                {
                    Check.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                    Check.Equal("refused", await answer.Content.ReadAsStringAsync());
                }
                Check.Equal(round, resource.Seen.Count);
            }
            Check.Equal(1, Sessions.Stat(session, "logins"));
            session.Close();
        }
    }

    private static async Task Cancelled(LFClient client, LFCredentials credentials)
    {
        Resource resource = new Resource();
        using (LFSession session = new LFSession(client, "fault:create:delay=1500", credentials))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session, resource)))
        using (CancellationTokenSource source = new CancellationTokenSource(100))
        {
            Task<HttpResponseMessage> request = http.GetAsync("https://localhost/", source.Token);
            await Task.WhenAny(request, Task.Delay(1200));
            Check.That(request.IsCanceled, "the request is " + request.Status);
            Check.Equal(0, resource.Seen.Count);
            (await http.GetAsync("https://localhost/")).Dispose();
            Check.Equal(1, Sessions.Stat(session, "logins"));
            session.Close();
        }
    }

    /// <summary>The exception says why, and nothing is sent.</summary>
    private static async Task NoToken(LFClient client)
    {
        Resource resource = new Resource();
        using (LFCredentials wrong = new LFCredentials(Setting.Username, "wrong"))
        using (LFSession session = new LFSession(client, "Archive", wrong))
        using (HttpClient http = new HttpClient(new LFAuthorizationHandler(session, resource)))
        {
            try
            {
                await http.GetAsync("https://localhost/");
                Check.Fail("a request without a token");
            }
            catch (LFException failure)
            {
                Check.Equal(LFStatus.CredentialsRefused, failure.Status);
            }
            Check.Equal(0, resource.Seen.Count);
            session.Close();
        }
    }

    /// <summary>Logs the session out behind its back; returns its token.</summary>
    private static string End(LFClient client, LFSession session)
    {
        string token = session.GetToken();
        using (LFAccessToken adopted = client.AdoptToken("Archive", token))
        {
            adopted.Invalidate();
        }
        return token;
    }

    private sealed class Resource : HttpMessageHandler
    {
        internal readonly List<string> Seen = new List<string>();
        internal readonly List<string> Bodies = new List<string>();
        internal readonly List<string> Refused = new List<string>();
        internal bool RefusesAll;
        internal int Disposed;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string header = request.Headers.Authorization.ToString();
            MemoryStream body = new MemoryStream();
            if (request.Content != null)
            {
                await request.Content.CopyToAsync(body);
            }
            Seen.Add(header);
            Bodies.Add(Encoding.UTF8.GetString(body.ToArray()));
            bool isRefused = RefusesAll || Refused.Contains(header);
            return new HttpResponseMessage(isRefused ? HttpStatusCode.Unauthorized : HttpStatusCode.OK)
            {
                Content = new Answer(this, isRefused),
            };
        }

        private sealed class Answer : StringContent
        {
            private readonly Resource resource;

            internal Answer(Resource resource, bool isRefused)
                : base(isRefused ? "refused" : "done")
            {
                this.resource = isRefused ? resource : null;
            }

            protected override void Dispose(bool disposing)
            {
                if (resource != null)
                {
                    resource.Disposed++;
                }
                base.Dispose(disposing);
            }
        }
    }

    /// <summary>A stream that cannot seek, such as one of the network.</summary>
    private sealed class Forward : MemoryStream
    {
        internal Forward(string text)
            : base(Encoding.UTF8.GetBytes(text))
        {
        }

        public override bool CanSeek => false;
    }

    private sealed class Unknown : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext context) =>
            stream.WriteAsync(new byte[] { 65 }, 0, 1);

        protected override bool TryComputeLength(out long length)
        {
            length = 1;
            return true;
        }
    }
}
