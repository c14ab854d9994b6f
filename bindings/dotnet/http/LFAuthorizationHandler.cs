// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// Puts the token of a managed session into every request of an HttpClient. When one is refused with 401 it has the
    /// session look after its token, and sends the request once more if that gave another one.
    /// </summary>
    /// <remarks>
    /// The token goes wherever the client sends requests: use the client for the repository API alone. A request is
    /// sent once more only if its content can be: bytes, texts, forms, JSON, streams that can seek, and multipart
    /// content of these. Of any other the caller gets the 401, and the next request has the other token.
    /// </remarks>
    public sealed class LFAuthorizationHandler : DelegatingHandler
    {
        private readonly LFSession session;

        /// <summary>In front of the handler that is set as its inner one, such as by a client factory.</summary>
        /// <param name="session">Not disposed with the handler.</param>
        public LFAuthorizationHandler(LFSession session)
        {
            this.session = session ?? throw new ArgumentNullException(nameof(session));
        }

        /// <summary>In front of another handler.</summary>
        /// <param name="session">Not disposed with the handler.</param>
        /// <param name="innerHandler">Sends the requests, such as a new HttpClientHandler.</param>
        public LFAuthorizationHandler(LFSession session, HttpMessageHandler innerHandler)
            : base(innerHandler)
        {
            this.session = session ?? throw new ArgumentNullException(nameof(session));
        }

        /// <summary>Sends a request with the token.</summary>
        /// <exception cref="LFException">There is no token, and why.</exception>
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string token = await session.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            HttpResponseMessage answer = await Send(request, token, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
            {
                return answer;
            }
            string other;
            try
            {
                bool mayHelp = session.TokenRejected(token)
                    && await CanRepeat(request.Content).ConfigureAwait(false);
                other = mayHelp ? await Another(token, cancellationToken).ConfigureAwait(false) : null;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
            if (other == null)
            {
                return answer;
            }
            answer.Dispose();
            return await Send(request, other, cancellationToken).ConfigureAwait(false);
        }

        private Task<HttpResponseMessage> Send(
            HttpRequestMessage request, string token, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }

        /// <summary>Another token than the one that was refused; null if there is none to be had.</summary>
        private async Task<string> Another(string refused, CancellationToken cancellationToken)
        {
            try
            {
                string token = await session.GetTokenAsync(cancellationToken).ConfigureAwait(false);
                return token == refused ? null : token;
            }
            catch (LFException failure) when (failure.Status == LFStatus.AccessDenied)
            {
                return null;
            }
        }

        /// <summary>Only of what is known to give the same bytes again: half a document is worse than a 401.</summary>
        private static async Task<bool> CanRepeat(HttpContent content)
        {
            if (content == null || content is ByteArrayContent)
            {
                return true;
            }
            if (content is MultipartContent parts)
            {
                foreach (HttpContent part in parts)
                {
                    if (!await CanRepeat(part).ConfigureAwait(false))
                    {
                        return false;
                    }
                }
                return true;
            }
            if (content.GetType() == typeof(StreamContent))
            {
                // It seeks back by itself. Nothing is read here.
                return (await content.ReadAsStreamAsync().ConfigureAwait(false)).CanSeek;
            }
            // These are not on every .NET.
            string name = content.GetType().FullName;
            return name == "System.Net.Http.Json.JsonContent" || name == "System.Net.Http.ReadOnlyMemoryContent";
        }
    }
}
