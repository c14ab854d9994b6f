{ The classes of lftoken.pas: sessions, what errors tell, and that no session is left open. }
program life_cycle;

{$IFDEF FPC}{$MODE DELPHI}{$CODEPAGE UTF8}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads,{$ENDIF}
  SysUtils, lftoken, checks;

var
  Client: TLFClient;

procedure TheLibraryIsTheRightOne;
begin
  Expect(lf_library_version = LF_VERSION, 'the version of the library');
  ExpectNumber(LF_ABI_VERSION, lf_library_abi_version, 'the number of the interface');
  ExpectNumber(4, SizeOf(TLFStatus), 'the size of a status');
  ExpectNumber(4, SizeOf(Integer), 'the size of int32_t');
  ExpectNumber(4, SizeOf(Cardinal), 'the size of uint32_t');
  ExpectNumber(8, SizeOf(Int64), 'the size of int64_t');
  ExpectNumber(SizeOf(Pointer), SizeOf(NativeUInt), 'the size of size_t');
  ExpectNumber(SizeOf(Pointer), SizeOf(PLFToken), 'the size of a handle');
  Expect(string(lf_status_name(LF_E_SESSION_UNCONFIRMED)) = 'LF_E_SESSION_UNCONFIRMED', 'the name of a status');
  ExpectNumber(Ord(lfaCheckSession), lf_status_action(LF_E_OUTCOME_UNKNOWN), 'the number of an action');
end;

procedure ASessionFromLoginToLogout;
const
  REPOSITORY = 'Ablage für 100 €';
var
  Credentials: TLFCredentials;
  Token: TLFToken;
begin
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Credentials.SetApplicationName('Prüfstand');
  Credentials.SetCreateCookie(True);
  Token := Client.CreateToken(REPOSITORY, Credentials);
  Credentials.Free;
  ExpectText(REPOSITORY, Token.RepositoryId, 'the repository');
  ExpectNumber(LF_TOKEN_ACTIVE, Token.State, 'the state after the login');
  Expect(Length(Token.Value) > 20, 'the token has a value');
  Expect(Pos('=', Token.Cookie) > 1, 'the cookie has name and value');
  Expect(Token.RemainingMs > 600000, 'the session lasts 15 minutes');
  Expect(Abs(Token.ExpiresAtUtc - EncodeDate(1970, 1, 1) - Token.ExpiresAtUnixMs / MSecsPerDay) < 1 / SecsPerDay,
    'both forms of the expiry agree');
  Token.Refresh(3600);
  Expect(Token.RemainingMs > 3500000, 'the session was prolonged');
  Expect((Token.LifetimeMs >= Token.RemainingMs) and (Token.LifetimeMs <= 3600000), 'the session lasts an hour in all');
  Token.Invalidate;
  ExpectNumber(LF_TOKEN_LOGGED_OUT, Token.State, 'the state after the logout');
  ExpectNumber(0, Token.RemainingMs, 'what remains after the logout');
  Token.Free;
end;

procedure FreeingATokenLogsOut;
var
  Token, Again: TLFToken;
begin
  Token := Client.CreateToken('Archive', 'svc', PASSWORD);
  Again := Client.AdoptToken(Token.RepositoryId, Token.Value);
  ExpectNumber(-1, Again.RemainingMs, 'what remains of an adopted token');
  ExpectNumber(-1, Again.LifetimeMs, 'the lifetime of an adopted token');
  ExpectNumber(0, Again.ExpiresAtUnixMs, 'when an adopted token expires');
  Expect(Again.ExpiresAtUtc = 0, 'the date of an adopted token is not known');
  Again.Free;
  { Still there: an adopted session is not logged out. }
  Token.Refresh;
  Token.Free;
end;

procedure ARefusedLoginTellsAll;
begin
  try
    Client.CreateToken('Archive', 'svc', 'not it').Free;
    Expect(False, 'a wrong password is refused');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_CREDENTIALS_REFUSED, E.Status, 'status');
      ExpectText('LF_E_CREDENTIALS_REFUSED', E.StatusName, 'its name');
      Expect(E.Action = lfaFixCredentials, 'action');
      ExpectNumber(LF_E_CREDENTIALS_REFUSED, E.Cause, 'cause');
      ExpectNumber(401, E.HttpStatus, 'HTTP status');
      ExpectNumber(9010, E.ServerCode, 'server code');
      ExpectText('The user account or password is incorrect. [9010]', E.ServerMessage, 'server message');
      ExpectNumber(32, Length(E.OperationId), 'length of the operation id');
      ExpectNumber(32, Length(E.RequestId), 'length of the request id');
      ExpectText('', E.ServerClass + E.ServerSource + E.ProblemType + E.ProblemTitle, 'absent members');
      ExpectNumber(-1, E.RetryAfterMs, 'Retry-After');
      ExpectNumber(-1, E.SuggestedWaitMs, 'the suggested wait');
      ExpectNumber(0, E.OsCode, 'system error');
      Expect(not E.IsRetryable, 'it is of no use to try again');
      ExpectNumber(LF_EXCHANGE_ANSWERED, E.Exchange, 'exchange');
      ExpectNumber(1, E.Attempts, 'attempts');
      Expect((Pos('127.0.0.1', E.Message) > 0) and (Pos('not it', E.Message) = 0), E.Message);
    end;
  end;
end;

procedure AProblemDocumentIsRead;
begin
  try
    Client.CreateToken('fault:create:status=409,error=problem,message=Schl%C3%BCssel,code=9099', 'svc',
      PASSWORD).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectText('Schlüssel', E.ProblemTitle, 'title');
      ExpectText('LaserficheServer', E.ServerSource, 'source');
      Expect(E.ProblemType <> '', 'type');
      Expect(Pos('AccessTokens/Create', E.ProblemInstance) > 0, 'instance');
      ExpectText('', E.ProblemDetail, 'detail');
    end;
  end;
end;

procedure ABusyServerSaysWhenToComeBack;
var
  Credentials: TLFCredentials;
  Call: TLFCall;
begin
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Call := TLFCall.Create;
  Call.SetTotalTimeoutMs(3000);
  try
    Client.CreateToken('fault:create:status=429,retry-after=7', Credentials, Call).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_RATE_LIMITED, E.Status, 'status');
      ExpectNumber(7000, E.RetryAfterMs, 'Retry-After');
      ExpectNumber(7000, E.SuggestedWaitMs, 'the suggested wait');
      Expect(E.IsRetryable and (E.Action = lfaTryLater), 'it may help to try again');
    end;
  end;
  Call.Free;
  Credentials.Free;
end;

procedure NobodyListens;
var
  Nowhere: TLFClient;
begin
  Nowhere := TLFClient.Create('https://127.0.0.1:9/repository');
  try
    Nowhere.CreateToken('Archive', 'svc', PASSWORD).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_CONNECT_FAILED, E.Status, 'status');
      ExpectNumber(LF_EXCHANGE_NOTHING_SENT, E.Exchange, 'exchange');
      Expect(E.OsCode > 0, 'the system said why');
    end;
  end;
  Nowhere.Free;
end;

procedure WrongArgumentsAreNamed;
var
  Options: TLFOptions;
begin
  Options := TLFOptions.Create('https://localhost/');
  try
    Options.SetTrust(99);
    Expect(False, 'a trust that is not there is refused');
  except
    on E: ELFError do
      Expect(Pos('TLFOptions.SetTrust: ', E.Message) = 1, E.Message);
  end;
  try
    Options.AddCaFile('a' + #0 + 'b');
    Expect(False, 'a NUL in a path is refused');
  except
    on E: ELFError do
      ExpectText('TLFOptions.AddCaFile: the text holds a NUL character', TLFString(E.Message), 'a NUL in a path');
  end;
  Options.Free;
  try
    TLFClient.Create(TLFOptions(nil)).Free;
    Expect(False, 'no options are refused');
  except
    on E: ELFError do
      ExpectText('Options: it is nil', TLFString(E.Message), 'no options');
  end;
  try
    Client.CreateToken('Archive', TLFCredentials(nil)).Free;
    Expect(False, 'no credentials are refused');
  except
    on E: ELFError do
      ExpectText('Credentials: it is nil', TLFString(E.Message), 'no credentials');
  end;
  try
    TLFClient.Create('http://example.com/').Free;
    Expect(False, 'plain http is refused');
  except
    on E: ELFError do
      ExpectNumber(LF_E_INVALID_ARGUMENT, E.Status, 'plain http');
  end;
  try
    Client.CreateToken('Archive', 'svc', PASSWORD + #0 + 'more').Free;
    Expect(False, 'a NUL in a text is refused');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_INVALID_ARGUMENT, E.Status, 'a NUL in a text');
      ExpectText('TLFCredentials.SetPassword: the text holds a NUL character', TLFString(E.Message), 'a NUL');
    end;
  end;
end;

{ Words of the unit and never of C. }
procedure IsPlain(const Text: TLFString);
begin
  Expect((Text <> '') and (Pos('{', Text) = 0) and (Pos('lf_', Text) = 0) and (Pos('LF_', Text) = 0), string(Text));
end;

function Count(const Part: TLFString; Text: TLFString): Integer;
begin
  Result := 0;
  while Pos(Part, Text) > 0 do
  begin
    Delete(Text, 1, Pos(Part, Text));
    Inc(Result);
  end;
end;

procedure EveryAdviceIsWorded;
var
  Number: Integer;
  Template, Text: TLFString;
begin
  Number := 1;
  while lf_advice_text(Number)^ <> #0 do
  begin
    Template := TLFString(lf_advice_text(Number));
    Text := LFAdviceText(Number);
    IsPlain(Text);
    Expect(Text[Length(Text)] = '.', string(Text));
    { Each name of the template has become one of the unit. }
    ExpectNumber(Count('{', Template), Count('TLF', Text) + Count('ELF', Text) + Count('BaseAddress of', Text),
      'names in ' + string(Text));
    Inc(Number);
  end;
  Expect(Number > 40, 'there is much advice');
  ExpectText('', LFAdviceText(0) + LFAdviceText(Number), 'advice that there is not');
end;

procedure EveryStatusHasAnAction;
begin
  Expect(LFStatusAction(LF_OK) = lfaNone, 'success needs no action');
  Expect(LFStatusAction(LF_E_SESSION_UNCONFIRMED) = lfaLogOutThenIn, 'a session that may be open');
  Expect(LFStatusAction(9999) = lfaReportDefect, 'a status that is not known');
  ExpectNumber(LF_ACTION_NONE, Ord(lfaNone), 'lfaNone');
  ExpectNumber(LF_ACTION_FIX_CALL, Ord(lfaFixCall), 'lfaFixCall');
  ExpectNumber(LF_ACTION_FIX_SETUP, Ord(lfaFixSetup), 'lfaFixSetup');
  ExpectNumber(LF_ACTION_FIX_CREDENTIALS, Ord(lfaFixCredentials), 'lfaFixCredentials');
  ExpectNumber(LF_ACTION_LOG_IN_AGAIN, Ord(lfaLogInAgain), 'lfaLogInAgain');
  ExpectNumber(LF_ACTION_LOG_OUT_THEN_IN, Ord(lfaLogOutThenIn), 'lfaLogOutThenIn');
  ExpectNumber(LF_ACTION_TRY_LATER, Ord(lfaTryLater), 'lfaTryLater');
  ExpectNumber(LF_ACTION_CHECK_SESSION, Ord(lfaCheckSession), 'lfaCheckSession');
  ExpectNumber(LF_ACTION_REPORT_DEFECT, Ord(High(TLFAction)), 'lfaReportDefect');
end;

procedure Says(E: ELFError; Status: TLFStatus; Action: TLFAction; const Names: string);
begin
  ExpectNumber(Status, E.Status, 'status');
  ExpectNumber(Ord(Action), Ord(E.Action), 'action');
  IsPlain(TLFString(E.Message));
  Expect((Pos(Names, E.Message) > 0) and (Pos('..', E.Message) = 0), E.Message);
end;

procedure FailuresNameWhatTheUnitHas;
var
  Options: TLFOptions;
  Stranger: TLFClient;
begin
  Options := TLFOptions.Create(TLFString(GetEnvironmentVariable('LF_TEST_BASE')));
  Options.SetTrust(LF_TRUST_BUNDLED);
  Stranger := TLFClient.Create(Options);
  try
    Stranger.CreateToken('Archive', 'svc', PASSWORD).Free;
    Expect(False, 'an authority that is not known is refused');
  except
    on E: ELFError do
      Says(E, LF_E_TLS_CERTIFICATE, lfaFixSetup, '(TLFOptions.AddCaPem, TLFOptions.AddCaFile)');
  end;
  Stranger.Free;
  Options.SetTrust(LF_TRUST_ADDED_ONLY);
  try
    TLFClient.Create(Options).Free;
    Expect(False, 'a client that trusts nobody is refused');
  except
    on E: ELFError do
      Says(E, LF_E_INVALID_ARGUMENT, lfaFixCall, '(TLFOptions.AddPinnedCertificate)');
  end;
  Options.Free;
end;

procedure ARefusalThatMayNotBeTheServices;
var
  Token: TLFToken;
begin
  Token := Client.CreateToken(
    'fault:refresh:raw=HTTP/1.1 401 Unauthorized%0D%0AContent-Length: 0%0D%0A%0D%0A', 'svc', PASSWORD);
  try
    Token.Refresh;
    Expect(False, 'the refresh fails');
  except
    on E: ELFError do
      Says(E, LF_E_SESSION_UNCONFIRMED, lfaLogOutThenIn, '(TLFToken.Invalidate)');
  end;
  ExpectNumber(LF_TOKEN_ACTIVE, Token.State, 'the state after a refusal that may not be the service''s');
  Token.Invalidate;
  Token.Free;
end;

{ 'guessed' is refused as the password of a file, and not told. }
procedure PasswordIsRefused(Options: TLFOptions);
begin
  try
    TLFClient.Create(Options).Free;
    Expect(False, 'another password is refused');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_INVALID_ARGUMENT, E.Status, 'status');
      Expect((Pos('its password is another one', E.Message) > 0) and (Pos('guessed', E.Message) = 0), E.Message);
    end;
  end;
end;

function BytesOf(const Path: string): TBytes;
var
  Opened: File;
begin
  Result := nil;
  AssignFile(Opened, Path);
  FileMode := 0;
  Reset(Opened, 1);
  SetLength(Result, FileSize(Opened));
  BlockRead(Opened, Result[0], Length(Result));
  CloseFile(Opened);
end;

{ As tests/support/src/key_files.rs writes them. }
procedure FilesOfOtherFormsAreRead;
const
  FILE_PASSWORD = 'Grüße 😀';
var
  Options: TLFOptions;
  Trusting: TLFClient;
begin
  Options := StubOptions;
  Options.SetClientCertificatePkcs12File('own.pfx', FILE_PASSWORD);
  TLFClient.Create(Options).Free;
  Options.SetClientCertificatePkcs12File('own.pfx', 'guessed');
  PasswordIsRefused(Options);
  Options.SetClientCertificatePkcs12(BytesOf('own.pfx'), FILE_PASSWORD);
  TLFClient.Create(Options).Free;
  Options.SetClientCertificatePkcs12(BytesOf('own.pfx'), 'guessed');
  PasswordIsRefused(Options);
  Options.Free;

  Options := StubOptions;
  Options.SetClientCertificateFile('own.pem', 'own.key');
  Options.SetClientKeyPassword(FILE_PASSWORD);
  TLFClient.Create(Options).Free;
  Options.SetClientKeyPassword('guessed');
  PasswordIsRefused(Options);
  Options.Free;

  Options := TLFOptions.Create(TLFString(GetEnvironmentVariable('LF_TEST_BASE')));
  Options.SetTrust(LF_TRUST_ADDED_ONLY);
  Options.AddCaDer(BytesOf('ca.der'));
  Trusting := TLFClient.Create(Options);
  Trusting.CreateToken('Archive', 'svc', PASSWORD).Free;
  Trusting.Free;
  Options.Free;
end;

var
  Options: TLFOptions;

begin
  TheLibraryIsTheRightOne;
  Options := StubOptions;
  Options.SetConnectTimeoutMs(20000);
  Options.SetTotalTimeoutMs(60000);
  Options.SetMinTlsVersion(LF_TLS_1_2);
  Options.SetUserAgentProduct('Pascal/1.0');
  Options.SetPool(2, 30000);
  Options.SetMaxAnswerBytes(100000);
  Options.SetRetry(2, 10, 100);
  Client := TLFClient.Create(Options);
  Options.Free;
  ASessionFromLoginToLogout;
  FreeingATokenLogsOut;
  ARefusedLoginTellsAll;
  AProblemDocumentIsRead;
  ABusyServerSaysWhenToComeBack;
  NobodyListens;
  WrongArgumentsAreNamed;
  EveryAdviceIsWorded;
  EveryStatusHasAnAction;
  FailuresNameWhatTheUnitHas;
  ARefusalThatMayNotBeTheServices;
  FilesOfOtherFormsAreRead;
  Client.Free;
  Done;
end.
