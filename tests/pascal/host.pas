{ A host as Delphi programs are: with floating-point exceptions unmasked, several threads, and a log. }
program host;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads,{$ENDIF}
  SysUtils, Classes, Math, lftoken, checks;

type
  { Remembers what came; one line comes at a time or several at once. }
  TLog = class
  private
    FHost: TThreadID;
    FLines: Integer;
    FLinesOfOthers: Integer;
    FLinesWithoutTraps: Integer;
    FSecrets: Integer;
  public
    procedure Line(Level: Integer; const Text: TLFString);
    procedure Stumble(Level: Integer; const Text: TLFString);
  end;

  { Counts what a check finds. }
  TFindings = class
  private
    FVerdicts: Integer;
    FCause: TLFStatus;
    FCalls: Integer;
  public
    procedure Found(Step, Verdict: Integer; const Text: TLFString; Cause: ELFError);
    procedure Stumble(Step, Verdict: Integer; const Text: TLFString; Cause: ELFError);
  end;

  TTrigger = class(TThread)
  private
    FCancel: TLFCancel;
  public
    constructor Create(Cancel: TLFCancel);
    procedure Execute; override;
  end;

  TWorker = class(TThread)
  private
    FRounds: Integer;
  public
    procedure Execute; override;
  end;

var
  Client: TLFClient;
  Credentials: TLFCredentials;
  Log: TLog;

function DivisionTraps: Boolean;
var
  Zero, Quotient: Double;
begin
  Zero := 0;
  Quotient := 0;
  Result := False;
  try
    Quotient := 1 / Zero;
  except
    { Which one it is Free Pascal guesses from flags that earlier code of the host may have left. }
    on EMathError do
      Result := True;
  end;
  if Quotient <> 0 then
    Result := False;
end;

procedure TrapsAreArmed(const After: string);
begin
  Expect(GetExceptionMask = [exDenormalized, exUnderflow, exPrecision], 'the mask after ' + After);
  Expect(DivisionTraps, 'a division by zero traps after ' + After);
end;

procedure TLog.Line(Level: Integer; const Text: TLFString);
begin
  InterlockedIncrement(FLines);
  if Pos(PASSWORD, Text + ' ') > 0 then
    InterlockedIncrement(FSecrets);
  if GetCurrentThreadId <> FHost then
    InterlockedIncrement(FLinesOfOthers)
  else if not DivisionTraps then
    InterlockedIncrement(FLinesWithoutTraps);
end;

procedure TLog.Stumble(Level: Integer; const Text: TLFString);
begin
  InterlockedIncrement(FLines);
  raise Exception.Create('an exception that must stay inside');
end;

constructor TTrigger.Create(Cancel: TLFCancel);
begin
  FCancel := Cancel;
  inherited Create(False);
end;

procedure TTrigger.Execute;
begin
  Sleep(300);
  FCancel.Trigger;
end;

procedure TWorker.Execute;
var
  Token: TLFToken;
begin
  while FRounds < 10 do
  begin
    Token := Client.CreateToken('Archive', Credentials);
    Token.Refresh(60);
    Token.Free;
    Inc(FRounds);
  end;
end;

function ClientWithLog(Event: TLFLogEvent): TLFClient;
var
  Options: TLFOptions;
begin
  Options := StubOptions;
  Options.SetLog(LF_LOG_DEBUG, Event);
  Result := TLFClient.Create(Options);
  Options.Free;
end;

procedure TFindings.Found(Step, Verdict: Integer; const Text: TLFString; Cause: ELFError);
begin
  Inc(FCalls);
  if Verdict <> LF_VERDICT_FACT then
  begin
    Inc(FVerdicts);
    ExpectNumber(FVerdicts, Step, 'the step of a verdict');
  end;
  Expect(Text <> '', 'a finding has a text');
  Expect((Verdict = LF_VERDICT_FAILED) = (Cause <> nil), 'a step that failed has a cause, and no other');
  if Cause <> nil then
    FCause := Cause.Status;
  Expect(DivisionTraps, 'a division by zero traps in the event of a check');
end;

procedure TFindings.Stumble(Step, Verdict: Integer; const Text: TLFString; Cause: ELFError);
begin
  Inc(FCalls);
  raise EConvertError.Create('stumbled');
end;

procedure TheWayToTheServiceIsChecked;
var
  Findings: TFindings;
  Options: TLFOptions;
  Stranger: TLFClient;
begin
  Findings := TFindings.Create;
  Client.Check('Archive', Findings.Found);
  ExpectNumber(7, Findings.FVerdicts, 'verdicts on a good way');
  ExpectNumber(LF_OK, Findings.FCause, 'the cause on a good way');
  Client.Check('', nil);
  TrapsAreArmed('a check');

  Options := TLFOptions.Create(TLFString(GetEnvironmentVariable('LF_TEST_BASE')));
  Options.SetTrust(LF_TRUST_BUNDLED);
  Stranger := TLFClient.Create(Options);
  Options.Free;
  Findings.FVerdicts := 0;
  try
    Stranger.Check('Archive', Findings.Found);
    Expect(False, 'a step that failed is raised');
  except
    on E: ELFError do
      ExpectNumber(LF_E_TLS_CERTIFICATE, E.Status, 'status of a check');
  end;
  ExpectNumber(7, Findings.FVerdicts, 'verdicts where a step failed');
  ExpectNumber(LF_E_TLS_CERTIFICATE, Findings.FCause, 'the cause where a step failed');

  Findings.FCalls := 0;
  try
    Stranger.Check('Archive', Findings.Stumble);
    Expect(False, 'what the event raises is raised again');
  except
    on E: EConvertError do
      Expect(E.Message = 'stumbled', E.Message);
  end;
  ExpectNumber(1, Findings.FCalls, 'calls of an event that stumbled');
  TrapsAreArmed('a check whose event stumbled');
  Stranger.Free;
  Findings.Free;
end;

procedure EveryCallLeavesTheTrapsArmed;
var
  Token: TLFToken;
begin
  TrapsAreArmed('making the client');
  Token := Client.CreateToken('fault:refresh:status=500,times=1', Credentials);
  TrapsAreArmed('the login');
  { Repeated: back-off with jitter reckons in floating point. }
  Token.Refresh(600);
  TrapsAreArmed('the refresh');
  Expect(Token.RemainingMs > 0, 'time remains');
  Expect(Token.ExpiresAtUtc > EncodeDate(2020, 1, 1), 'the expiry is a date');
  TrapsAreArmed('the getters');
  Token.Invalidate;
  TrapsAreArmed('the logout');
  Token.Free;
  try
    Client.CreateToken('Archive', 'svc', 'not it').Free;
    Expect(False, 'a wrong password is refused');
  except
    on ELFError do
      TrapsAreArmed('a failure');
  end;
  ExpectNumber(0, Log.FLinesWithoutTraps, 'log lines without traps');
  Expect(Log.FLines > 5, 'lines were logged');
end;

procedure AnotherThreadCancels;
var
  Cancel: TLFCancel;
  Call: TLFCall;
  Trigger: TTrigger;
  Token: TLFToken;
  Began: TDateTime;
begin
  Token := Client.CreateToken('fault:refresh:delay=8000', Credentials);
  Cancel := TLFCancel.Create;
  Call := TLFCall.Create;
  Call.SetCancel(Cancel);
  Call.SetCorrelationId('cancelled');
  Trigger := TTrigger.Create(Cancel);
  Began := Now;
  try
    Token.Refresh(0, Call);
    Expect(False, 'the refresh is cancelled');
  except
    on E: ELFError do
      ExpectNumber(LF_E_CANCELLED, E.Status, 'status of a cancelled call');
  end;
  Expect((Now - Began) * SecsPerDay < 5, 'it ended at once');
  TrapsAreArmed('a cancelled call');
  Trigger.WaitFor;
  Trigger.Free;
  Cancel.Reset;
  Call.Free;
  Cancel.Free;
  Token.Free;
end;

procedure ALateAnswerIsLoggedByAnotherThread;
var
  Call: TLFCall;
begin
  Call := TLFCall.Create;
  Call.SetTotalTimeoutMs(1000);
  try
    Client.CreateToken('fault:create:delay=2500', Credentials, Call).Free;
    Expect(False, 'the login ends without an outcome');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_OUTCOME_UNKNOWN, E.Status, 'status');
      ExpectNumber(LF_E_TIMED_OUT, E.Cause, 'cause');
      ExpectNumber(LF_EXCHANGE_UNANSWERED, E.Exchange, 'exchange');
    end;
  end;
  Call.SetTotalTimeoutMs(1);
  ExpectNumber(1, Client.Settle(Call), 'outstanding at first');
  ExpectNumber(0, Client.Settle, 'outstanding in the end');
  Call.Free;
  Expect(Log.FLinesOfOthers > 0, 'a thread of the library logged');
  TrapsAreArmed('a late answer');
end;

procedure ASessionThatWasGivenUpIsCounted;
begin
  try
    Client.CreateToken('fault:create:refuse', Credentials).Free;
    Expect(False, 'the login ends without an outcome');
  except
    on E: ELFError do
      ExpectNumber(LF_E_OUTCOME_UNKNOWN, E.Status, 'status');
  end;
  ExpectNumber(1, Client.Settle, 'given up');
  ExpectNumber(0, Client.Settle, 'counted once');
end;

procedure ManyThreadsShareAClient;
var
  Workers: array[0..3] of TWorker;
  I: Integer;
begin
  for I := Low(Workers) to High(Workers) do
    Workers[I] := TWorker.Create(False);
  for I := Low(Workers) to High(Workers) do
  begin
    Workers[I].WaitFor;
    Expect(Workers[I].FatalException = nil, 'a worker stands no exception');
    ExpectNumber(10, Workers[I].FRounds, 'rounds of a worker');
    Workers[I].Free;
  end;
  TrapsAreArmed('threads');
end;

procedure AnExceptionStaysInTheLogEvent;
var
  Stumbling: TLFClient;
  Lines: Integer;
begin
  Lines := Log.FLines;
  Stumbling := ClientWithLog(Log.Stumble);
  Stumbling.CreateToken('Archive', Credentials).Free;
  Expect(Log.FLines > Lines, 'the event was called');
  Stumbling.Free;
  TrapsAreArmed('exceptions in the log event');
end;

begin
  { As every Delphi program starts. }
  SetExceptionMask([exDenormalized, exUnderflow, exPrecision]);
  TrapsAreArmed('the start');
  Log := TLog.Create;
  Log.FHost := GetCurrentThreadId;
  Client := ClientWithLog(Log.Line);
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  EveryCallLeavesTheTrapsArmed;
  TheWayToTheServiceIsChecked;
  AnotherThreadCancels;
  ALateAnswerIsLoggedByAnotherThread;
  ASessionThatWasGivenUpIsCounted;
  ManyThreadsShareAClient;
  AnExceptionStaysInTheLogEvent;
  Credentials.Free;
  Client.Free;
  ExpectNumber(0, Log.FSecrets, 'log lines with a secret');
  Log.Free;
  Done;
end.
