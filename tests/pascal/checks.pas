{ What the test programs share: checks, and a client of the stub. }
unit checks;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

interface

uses
  SysUtils, lftoken;

const
  PASSWORD = 'correct horse battery staple';

{ Says what does not hold, and goes on. }
procedure Expect(Holds: Boolean; const What: string);
procedure ExpectNumber(Expected, Got: Int64; const What: string);
procedure ExpectText(const Expected, Got, What: TLFString);

{ Options for the stub, trusting its authority and nothing else. }
function StubOptions: TLFOptions;

{ The last line tells the outcome: the exit code of a Windows program does not reach the test from everywhere. }
procedure Done;

implementation

var
  Failures: Integer;

procedure Expect(Holds: Boolean; const What: string);
begin
  if not Holds then
  begin
    Inc(Failures);
    WriteLn('does not hold: ', What);
  end;
end;

procedure ExpectNumber(Expected, Got: Int64; const What: string);
begin
  Expect(Expected = Got, Format('%s: expected %d, got %d', [What, Expected, Got]));
end;

procedure ExpectText(const Expected, Got, What: TLFString);
begin
  Expect(Expected = Got, string(What + ': expected "' + Expected + '", got "' + Got + '"'));
end;

function StubOptions: TLFOptions;
begin
  Result := TLFOptions.Create(TLFString(GetEnvironmentVariable('LF_TEST_BASE')));
  Result.SetTrust(LF_TRUST_ADDED_ONLY);
  Result.AddCaFile(TLFString(GetEnvironmentVariable('LF_TEST_CA')));
end;

procedure Done;
begin
  if Failures > 0 then
  begin
    WriteLn(Failures, ' failed');
    Halt(1);
  end;
  WriteLn('passed');
end;

end.
