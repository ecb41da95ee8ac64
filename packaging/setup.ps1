# Sets up .venv on Windows, from nothing but Python: powershell -ExecutionPolicy Bypass -File packaging\setup.ps1
# `setup.ps1 test` adds what the tests need. It ends at once when nothing has changed, and starts over when the last one
# was interrupted or parts of .venv are gone. $env:PYTHON = 'C:\path\to\python.exe' says which Python a new .venv is made with.
param([ValidateSet('run', 'test')][string]$Want = 'run')

Set-StrictMode -Version 2
# Programs that print to stderr must not end the script; whether they failed is in their exit code.
$ErrorActionPreference = 'Continue'
Set-Location -LiteralPath (Split-Path -Parent $PSScriptRoot)
$python = '.venv\Scripts\python.exe'
$again = 'Check the network connection and the free disk space, then run the same command again.'

$hashes = Get-FileHash 'pyproject.toml', 'packaging\pins.txt', 'packaging\setup.ps1' | ForEach-Object { $_.Hash }
$state = "$($hashes -join ' ') in $PWD"

function Read-Line([string]$File) {
    if (Test-Path $File) { return (Get-Content $File -TotalCount 1 -Encoding UTF8) }
    return ''
}

function Write-Line([string]$File, [string]$Line) { Set-Content -Path $File -Value $Line -Encoding UTF8 }

function Stop-Setup([string[]]$Lines) {
    $Lines | ForEach-Object { [Console]::Error.WriteLine($_) }
    exit 1
}

function Invoke-Quietly([string]$Wrong, [string]$Remedy, [string]$Program, [string[]]$Arguments) {
    $output = & $Program @Arguments 2>&1
    if ($LASTEXITCODE -eq 0) { return }
    $lines = @($output | ForEach-Object { "$_" })
    # Why the network failed stands far above pip's last lines.
    $why = @($lines | Where-Object { $_ -match 'Retrying|No space left|^ERROR:' } | Select-Object -Unique -Last 4)
    if ($why.Count -eq 0) { $why = @($lines | Select-Object -Last 4) }
    Stop-Setup (@($Wrong) + @($why | ForEach-Object { "    $_" }) + @($Remedy))
}

function Test-Python([string]$Program, [string[]]$Arguments, [string]$Code) {
    if (-not (Get-Command $Program -ErrorAction SilentlyContinue)) { return $false }
    & $Program @Arguments -c $Code 2>&1 | Out-Null
    return $LASTEXITCODE -eq 0
}

$right = 'sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)) or sys.maxsize == 2**31 - 1)'
$fits = "import ensurepip, sys, venv; $right"
$works = "import pip, sys; $right"

function Find-Python {
    if ($env:PYTHON) {
        if (Test-Python $env:PYTHON @() $fits) { return , @($env:PYTHON) }
        Stop-Setup "PYTHON=$env:PYTHON is not a 64-bit Python 3.11, 3.12 or 3.13.", 'Name another, or none.'
    }
    foreach ($candidate in @('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python'), @('python3')) {
        if (Test-Python $candidate[0] @($candidate | Select-Object -Skip 1) $fits) { return , @($candidate) }
    }
    Stop-Setup 'A 64-bit Python 3.11, 3.12 or 3.13 is needed, and none was found.',
        'Run: winget install Python.Python.3.12 and then, in a new window, the same command again.'
}

function Get-Parts { # what was installed: commands and packages
    Get-ChildItem '.venv\Scripts', '.venv\Lib\site-packages' | Where-Object { $_.Name -notmatch '\.dist-info$|^__pycache__$' } |
        ForEach-Object { $_.FullName }
}

function Test-Whole { # nothing is gone of it
    if (-not (Test-Path '.venv\parts')) { return $true }
    $gone = @(Get-Content '.venv\parts' -Encoding UTF8 | Where-Object { -not (Test-Path -LiteralPath $_) })
    return $gone.Count -eq 0
}

if ((Test-Path $python) -and (Read-Line ".venv\ready-$Want") -eq $state -and (Test-Whole)) { exit 0 }

$moved = (Test-Path .venv\place) -and (Read-Line .venv\place) -ne "$PWD"
if ((Test-Path .venv\unfinished) -or $moved -or -not (Test-Whole) -or -not (Test-Python $python @() $works)) {
    $found = Find-Python
    $rest = @($found | Select-Object -Skip 1)
    Write-Host "Making .venv with $(& $found[0] @rest --version)"
    if (Test-Path .venv) {
        Remove-Item -Recurse -Force .venv -ErrorAction SilentlyContinue
        if (Test-Path .venv) { Stop-Setup 'The old .venv is in use.', 'Close ASR Pro, then run the same command again.' }
    }
    New-Item -ItemType Directory .venv | Out-Null
    Write-Line .venv\unfinished ''
    Invoke-Quietly 'The virtual environment could not be made.' $again $found[0] ($rest + @('-m', 'venv', '.venv'))
}
Remove-Item .venv\ready-* -ErrorAction SilentlyContinue
Write-Line .venv\unfinished ''

$group = @()
if ($Want -eq 'test') { $group = @('--group', 'dev') }
Write-Host 'Installing the packages (the first time takes minutes)'
$env:PIP_DISABLE_PIP_VERSION_CHECK = '1'
$env:PIP_USER = '0'
$pins = 'packaging\pins.txt'
# Older ones know neither groups nor constraints on what builds a package.
$pip = (Select-String -Path $pins -Pattern '^pip==').Line
Invoke-Quietly 'pip could not be renewed.' $again $python @('-m', 'pip', 'install', $pip)
Invoke-Quietly 'The packages could not be installed.' $again $python `
    (@('-m', 'pip', 'install', '-c', $pins, '--build-constraint', $pins, '-e', '.') + $group)

Write-Line .venv\place "$PWD"
Set-Content -Path .venv\parts -Value (Get-Parts) -Encoding UTF8
Write-Line .venv\ready-run $state
if ($Want -eq 'test') { Write-Line .venv\ready-test $state }
Remove-Item .venv\unfinished
